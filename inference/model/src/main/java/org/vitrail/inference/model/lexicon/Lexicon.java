package org.vitrail.inference.model.lexicon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.TextFile;

/**
 * The words that a model was taught, in several languages, those that mean the same, and what else
 * its pictures can be drawn as. One thread.
 *
 * <p>Its file has lines of four fields with tabs between them: language, kind, what is drawn in
 * place of the words (nothing: the words themselves; {@code -}: nothing is), and the words with
 * commas between, in the forms that people type or, where {@link Stems} are compared, in that of a
 * dictionary. The kinds are those of {@link WordKind}; {@code near}, whose third field lists things
 * that may have been meant; {@code proposal}, a prompt that comes out well; and {@code template},
 * whose third field says what the template says of a picture, with {@code +} between several kinds,
 * and its weight.
 */
public final class Lexicon {
  private static final int FIELDS = 4;
  private static final String LEFT_OUT = "-";
  private static final String NEAR = "near";
  private static final String TEMPLATE = "template";
  private static final String PROPOSAL = "proposal";

  private final Map<String, Language> languages = new LinkedHashMap<>();

  /** What is read of one language. */
  private static final class Language {
    private final PhraseTable phrases;
    private final Neighbours neighbours = new Neighbours();
    private final List<Template> templates = new ArrayList<>();
    private final List<String> things = new ArrayList<>();
    private final List<String> proposals = new ArrayList<>();
    private final Reader reader;

    Language(String code) {
      phrases = new PhraseTable(Stems.of(code));
      reader = new Reader(code, phrases, neighbours);
    }
  }

  private Lexicon() {}

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is missing or has a line of another form
   */
  public static Lexicon read(Path file) {
    Lexicon lexicon = new Lexicon();
    int number = 0;
    for (String line : text(file).lines().toList()) {
      number++;
      try {
        lexicon.add(line.split("\t", -1));
      } catch (IllegalArgumentException e) {
        throw new CheckpointException(
            file,
            "is no lexicon in line "
                + number
                + ": "
                + e.getMessage()
                + " Put the file back or fetch the model again.",
            e);
      }
    }
    return lexicon;
  }

  private static String text(Path file) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(TextFile.read(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(file, "is no text in UTF-8. Put the file back.", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  private void add(String[] fields) {
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          fields.length + " fields stand where there are " + FIELDS + ".");
    }
    Language language = languages.computeIfAbsent(fields[0], Language::new);
    String meaning = fields[2];
    List<String> words = Arrays.asList(fields[3].split(","));
    switch (fields[1]) {
      case PROPOSAL -> language.proposals.add(fields[3]);
      case TEMPLATE -> language.templates.add(template(meaning, fields[3]));
      case NEAR ->
          words.forEach(word -> language.neighbours.put(word, Arrays.asList(meaning.split(","))));
      default -> add(language, kind(fields[1]), meaning, words);
    }
  }

  private static void add(Language language, WordKind kind, String meaning, List<String> words) {
    Optional<String> drawnAs =
        meaning.isEmpty() ? Optional.empty() : Optional.of(meaning.equals(LEFT_OUT) ? "" : meaning);
    Phrase phrase = new Phrase(kind, drawnAs);
    words.forEach(word -> language.phrases.put(word, phrase));
    if (kind.isThing() && drawnAs.isEmpty()) {
      language.neighbours.put(words.get(0));
    }
    if (kind == WordKind.THING && drawnAs.isEmpty()) {
      language.things.add(words.get(0));
    }
  }

  private static WordKind kind(String name) {
    return Arrays.stream(WordKind.values())
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is no kind of words."));
  }

  private static Template template(String meaning, String text) {
    String[] parts = meaning.split(" ");
    if (parts.length != 2 || !parts[1].matches("\\d{1,4}") || !text.contains(Template.PROMPT)) {
      throw new IllegalArgumentException(meaning + " " + text + " is no template.");
    }
    Set<WordKind> says = EnumSet.noneOf(WordKind.class);
    Arrays.stream(parts[0].split("\\+")).map(Lexicon::kind).forEach(says::add);
    if (says.contains(WordKind.PLACE)) {
      says.add(WordKind.RELATION);
    }
    return new Template(text, says, Integer.parseInt(parts[1]));
  }

  /**
   * What the model understands of a prompt: read in the language in which the least of it is
   * unknown.
   */
  public Reading read(String prompt) {
    return languages.values().stream()
        .map(language -> language.reader.read(prompt))
        .min(
            Comparator.comparingInt(Reading::unknownLength)
                .thenComparing(reading -> !reading.isUnderstood()))
        .orElseGet(() -> new Reading("", prompt, List.of(), Set.of(), 0, false));
  }

  /** What the model could be asked for, by the codes of languages. */
  public Map<String, Proposals> proposals() {
    Map<String, Proposals> proposals = new LinkedHashMap<>();
    languages.forEach(
        (code, language) ->
            proposals.put(
                code,
                new Proposals(language.proposals, language.things, phrases(language.templates))));
    return proposals;
  }

  /** Styles and all else in turn, so that the first few show what there is. */
  private static List<String> phrases(List<Template> templates) {
    Map<Boolean, List<String>> byStyle =
        templates.stream()
            .collect(
                Collectors.partitioningBy(
                    it -> it.needsOpen().contains(WordKind.STYLE),
                    Collectors.mapping(Template::text, Collectors.toList())));
    List<String> phrases = new ArrayList<>();
    for (int at = 0; at < templates.size(); at++) {
      for (List<String> each : List.of(byStyle.get(false), byStyle.get(true))) {
        each.stream().skip(at).limit(1).forEach(phrases::add);
      }
    }
    return phrases;
  }

  /**
   * What so many pictures of a prompt are drawn as; the 1st, 4th, 7th as the prompt itself.
   *
   * @param seed decides which phrases, and in which order
   */
  public List<String> captions(Reading reading, long seed, int count) {
    Language language = languages.get(reading.language());
    List<Template> templates = language == null ? List.of() : language.templates;
    return Variety.captions(templates, reading, seed, count);
  }
}
