package org.vitrail.inference.model.family.dallemini;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CaptionedState;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Wording;
import org.vitrail.inference.model.lexicon.Lexicon;
import org.vitrail.inference.model.lexicon.Proposals;
import org.vitrail.inference.model.lexicon.Reading;

/**
 * What the pictures of a request are drawn as: the prompt, in the words that the model was taught
 * if it knows them; where that leaves something open, each picture after the first as another
 * phrase; and what begins like a picture that was drawn before, as that was.
 */
final class Captions {
  private final Optional<Lexicon> lexicon;

  Captions(Optional<Lexicon> lexicon) {
    this.lexicon = lexicon;
  }

  /** Whether there is anything to choose. */
  boolean knowWords() {
    return lexicon.isPresent();
  }

  /** What could be drawn, by language. */
  Map<String, Proposals> proposals() {
    return lexicon.map(Lexicon::proposals).orElse(Map.of());
  }

  /** What is understood of a prompt; empty where it is to be drawn as typed. */
  Optional<Reading> read(Request request) {
    boolean isLiteral = request.options().tokens().wording().isLiteral();
    return lexicon.filter(it -> !isLiteral).map(it -> it.read(request.prompt()));
  }

  /** The caption of each picture, in the order drawn. */
  List<String> of(Request request) {
    Optional<String> before = CaptionedState.caption(request);
    if (before.isPresent()) {
      return all(request, before.get());
    }
    Wording wording = request.options().tokens().wording();
    Optional<Reading> reading = read(request);
    if (reading.isPresent() && wording.varies() && request.beginning() == Beginning.NOISE) {
      return lexicon.get().captions(reading.get(), request.seed(), request.imageCount());
    }
    return all(request, reading.map(Reading::drawnAs).orElse(request.prompt()));
  }

  private static List<String> all(Request request, String caption) {
    return Collections.nCopies(request.imageCount(), caption);
  }
}
