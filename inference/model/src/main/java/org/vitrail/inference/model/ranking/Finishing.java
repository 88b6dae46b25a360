package org.vitrail.inference.model.ranking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Score;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.upscaling.Upscaler;

/**
 * What happens to drawn pictures of every family: they are ranked, judged and enlarged to be shown.
 *
 * @param judge absent where nobody can tell, or there is nothing to look for
 */
public record Finishing(Ranker ranker, Optional<? extends ContentJudge> judge, Upscaler upscaler) {
  /**
   * What a nat of a picture's mean likelihood is worth in CLIP's cosines, measured with the bundled
   * model: docs/decisions/0021.
   */
  private static final float LIKELIHOOD_WEIGHT = .2f;

  /**
   * Of CLIP's cosine the part that is with what was typed; the rest is with a picture's caption.
   */
  private static final float TYPED_SHARE = .25f;

  /** Smaller pictures are enlarged before they are shown. */
  private static final int SHOWN_SIDE = 256;

  /**
   * A request's pictures, best first.
   *
   * @param stages told when a stage begins
   */
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    stages.accept(PipelineStage.DECODING);
    List<Pixels> pictures = drawn.pictures();
    stages.accept(PipelineStage.RANKING);
    List<Score> scores =
        drawn
            .likelihoods()
            .map(likelihoods -> clarities(drawn, pictures, likelihoods))
            .orElseGet(() -> cosines(drawn, pictures));
    List<Map<String, Float>> concerns = concerns(pictures);
    stages.accept(PipelineStage.UPSCALING);
    return best(drawn, scores, enlargeToShow(pictures), concerns);
  }

  private List<Score> cosines(Drawn drawn, List<Pixels> pictures) {
    String prompt = drawn.request().prompt();
    float[] values = ranker.scores(prompt, pictures);
    Optional<float[]> starts = drawn.starts().map(began -> ranker.scores(prompt, began));
    return IntStream.range(0, values.length)
        .mapToObj(i -> new Score(Ranking.CLIP, values[i], starts.map(it -> it[i])))
        .toList();
  }

  /** Each picture is held against what was typed and its own caption, whatever the others show. */
  private List<Score> clarities(Drawn drawn, List<Pixels> pictures, float[] likelihoods) {
    List<String> captions = drawn.captions();
    float[] typed = ranker.scores(drawn.request().prompt(), pictures);
    Map<String, float[]> cosines =
        captions.stream()
            .distinct()
            .collect(Collectors.toMap(it -> it, it -> ranker.scores(it, pictures)));
    return IntStream.range(0, pictures.size())
        .mapToObj(
            i ->
                new Score(
                    Ranking.CLARITY,
                    TYPED_SHARE * typed[i]
                        + (1 - TYPED_SHARE) * cosines.get(captions.get(i))[i]
                        + LIKELIHOOD_WEIGHT * likelihoods[i]))
        .toList();
  }

  /**
   * Pictures as drawn, as they are ranked: the best score first.
   *
   * @param by what the scores are of
   * @param shown as large as they are shown
   */
  public static List<RankedPicture> best(
      Drawn drawn,
      Ranking by,
      float[] scores,
      List<Pixels> shown,
      List<Map<String, Float>> concerns) {
    List<Score> all =
        IntStream.range(0, scores.length).mapToObj(i -> new Score(by, scores[i])).toList();
    return best(drawn, all, shown, concerns);
  }

  private static List<RankedPicture> best(
      Drawn drawn, List<Score> scores, List<Pixels> shown, List<Map<String, Float>> concerns) {
    List<byte[]> states = drawn.states();
    List<String> captions = drawn.captions();
    List<RankedPicture> ranked = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      ranked.add(
          new RankedPicture(
              i, states.get(i), scores.get(i), shown.get(i), captions.get(i), concerns.get(i)));
    }
    ranked.sort(
        Comparator.comparing(RankedPicture::score, Score.BEST_FIRST)
            .thenComparingInt(RankedPicture::imageIndex));
    return ranked;
  }

  /** What the judge sees in pictures, by the concepts' ids; nothing where there is none. */
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return judge.isPresent()
        ? judge.get().concerns(pictures)
        : Collections.nCopies(pictures.size(), Map.of());
  }

  /** Pictures of one size, as large as they are shown. */
  public List<Pixels> enlargeToShow(List<Pixels> pictures) {
    return enlargeToShow(upscaler, pictures);
  }

  /** Pictures of one size, enlarged until they are as large as they are shown. */
  public static List<Pixels> enlargeToShow(Upscaler upscaler, List<Pixels> pictures) {
    List<Pixels> shown = pictures;
    while (isTooSmall(shown.get(0).width(), shown.get(0).height())) {
      shown = upscaler.upscale(shown);
    }
    return shown;
  }

  /** Whether a picture of this size is enlarged before it is shown. */
  public static boolean isTooSmall(int width, int height) {
    return Math.min(width, height) < SHOWN_SIDE;
  }
}
