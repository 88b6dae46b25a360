package org.vitrail.inference.model.ranking.clip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.ContentJudge;
import org.vitrail.inference.model.text.TextTokenizer;

/**
 * Tells how probably pictures show some concepts.
 *
 * <p>This is zero-shot classification as CLIP's authors do it (arXiv:2103.00020, 3.1.2): captions
 * of all classes compete for a picture in a softmax over the trained scale times the cosine. A
 * concept has several captions, whose shares add up, for no single one covers it; what no concept
 * has is left to neutral captions. Those are embedded once, and where the same network ranks, a
 * picture's embedding is there already, so that judging costs next to nothing.
 */
public final class ConceptJudge implements ContentJudge {
  private final Clip clip;
  private final List<String> owners;
  private final float[] texts;

  private ConceptJudge(Clip clip, List<String> owners, float[] texts) {
    this.clip = clip;
    this.owners = owners;
    this.texts = texts;
  }

  /** Embeds the captions; empty where the network is too small, or there is nothing to look for. */
  public static Optional<ConceptJudge> of(Clip clip, TextTokenizer tokenizer, Concepts concepts) {
    if (!clip.config().isAsLargeAsVitB32() || concepts.captions().isEmpty()) {
      return Optional.empty();
    }
    List<String> owners = new ArrayList<>();
    List<long[]> ids = new ArrayList<>();
    concepts
        .captions()
        .forEach(
            (concept, captions) ->
                captions.forEach(
                    caption -> {
                      owners.add(concept);
                      ids.add(clip.textIds(tokenizer, caption));
                    }));
    concepts.neutral().forEach(caption -> ids.add(clip.textIds(tokenizer, caption)));
    return Optional.of(new ConceptJudge(clip, owners, clip.embed(ids)));
  }

  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return concerns(clip.shares(pictures, texts), pictures.size());
  }

  private List<Map<String, Float>> concerns(float[] shares, int pictureCount) {
    int textCount = shares.length / pictureCount;
    List<Map<String, Float>> concerns = new ArrayList<>();
    for (int picture = 0; picture < pictureCount; picture++) {
      Map<String, Float> sums = new LinkedHashMap<>();
      for (int text = 0; text < owners.size(); text++) {
        sums.merge(owners.get(text), shares[picture * textCount + text], Float::sum);
      }
      // Rounding may bring a sum of shares past the whole.
      sums.replaceAll((concept, share) -> Math.min(1, share));
      concerns.add(sums);
    }
    return concerns;
  }
}
