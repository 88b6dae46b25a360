package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.ClipRanker;

/**
 * What a request is drawn towards, in CLIP's space: for each phrase of its story the texts, and
 * with each of them the same pictures and noise.
 */
final class StoryEmbeddings {
  /** The generator of image prompts and noise prompts belongs to no picture. */
  private static final int NO_PICTURE = -1;

  /** The iteration before which noise prompts are drawn. */
  private static final int BEFORE = -1;

  private final ClipRanker ranker;
  private final Objective objective;

  StoryEmbeddings(ClipRanker ranker, Objective objective) {
    this.ranker = ranker;
    this.objective = objective;
  }

  /** One prompt, or the crops of a picture, which share its weight. */
  private record Shown(float[] rows, int count, float weight, float stop) {}

  /**
   * For each phrase.
   *
   * @param size of the pictures that are drawn
   */
  List<PromptEmbeddings> of(Request request, Story story, Descent options, Descent.Size size) {
    List<Shown> always = shown(request, options, size);
    List<PromptEmbeddings> phrases = new ArrayList<>();
    for (List<WeightedText> phrase : story.phrases()) {
      PromptEmbeddings.Collector all = new PromptEmbeddings.Collector();
      for (WeightedText text : phrase) {
        long[] ids = ranker.clip().textIds(ranker.tokenizer(), text.text());
        all.add(ranker.clip().embed(List.of(ids)), 1, text.weight(), text.stop());
      }
      always.forEach(it -> all.add(it.rows(), it.count(), it.weight(), it.stop()));
      phrases.add(all.all());
    }
    return phrases;
  }

  private List<Shown> shown(Request request, Descent options, Descent.Size size) {
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < request.imagePrompts().size(); i++) {
      ImagePrompt prompt = request.imagePrompts().get(i);
      Pixels picture = sameArea(prompt.pixels(), size);
      Draws draws = new Draws(request.seed(), NO_PICTURE, i);
      Cuts cuts =
          Cuts.draw(options.cutouts(), picture.width(), picture.height(), objective.side(), draws);
      shown.add(
          new Shown(objective.embed(picture, cuts), cuts.count(), prompt.weight(), prompt.stop()));
    }
    if (options.noise().weight() != 0) {
      Draws draws = new Draws(options.noise().seed(), NO_PICTURE, BEFORE);
      float[] numbers = new float[ranker.clip().config().embeddingWidth()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) draws.normal();
      }
      shown.add(new Shown(numbers, 1, options.noise().weight(), Float.NEGATIVE_INFINITY));
    }
    return shown;
  }

  /** A picture of its own shape, of no more pixels than are drawn. */
  private static Pixels sameArea(Pixels picture, Descent.Size size) {
    double ratio = (double) picture.width() / picture.height();
    double area =
        Math.min(
            (double) picture.width() * picture.height(), (double) size.width() * size.height());
    return PixelScaler.scale(
        picture,
        (int) Math.max(1, Math.rint(Math.sqrt(area * ratio))),
        (int) Math.max(1, Math.rint(Math.sqrt(area / ratio))));
  }
}
