package org.vitrail.inference.model.ranking.ruclip;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.Ranker;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.ranking.clip.ClipInput;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.text.Yttm;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Ranks pictures by ruCLIP (ai-forever/ru-clip): CLIP's network with YouTokenToMe's ids, asked in
 * several Russian phrases whose embeddings are averaged before their length is made one, as its
 * authors' predictor does.
 */
public final class RuClip implements Ranker {
  /** What stands for the prompt in a phrase. */
  private static final String PROMPT = "{}";

  private static final List<String> PHRASES =
      List.of(
          PROMPT,
          "фото, на котором изображено {}",
          "изображение с {}",
          "картинка с {}",
          "фото с {}",
          "на фото видно {}");

  private final Clip clip;
  private final Yttm yttm;

  /** Closes the network when it is closed. */
  RuClip(Clip clip, Yttm yttm) {
    this.clip = clip;
    this.yttm = yttm;
  }

  /**
   * Reads and checks the files of one of the published models.
   *
   * @param configFile its {@code config.json}, which tells the shape
   * @param bpe its {@code bpe.model}
   * @throws CheckpointException if they do not hold a ruCLIP
   */
  public static RuClip read(TensorEngine engine, Path configFile, Path weights, Path bpe) {
    ConfigFile file = ConfigFile.read(configFile);
    Yttm yttm = Yttm.read(bpe);
    ClipConfig config =
        ClipConfig.read(configFile)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        configFile, "is Hugging Face's description of a CLIP, not ruCLIP's."));
    if (yttm.vocabularySize() > config.textVocabularySize()) {
      throw new CheckpointException(
          bpe,
          "has "
              + yttm.vocabularySize()
              + " ids where the network knows "
              + config.textVocabularySize()
              + ". Check that the files belong together.");
    }
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return of(engine, config, input(file), yttm, weights.toString(), checkpoint.tensors());
    }
  }

  /** From tensors by the authors' names, which are OpenAI's. */
  static RuClip of(
      TensorEngine engine,
      ClipConfig config,
      ClipInput input,
      Yttm yttm,
      String source,
      Map<String, WeightTensor> tensors) {
    ClipConfig ended = config.withEnds(yttm.bos(), yttm.eos());
    ended.weights().check(source, tensors);
    return new RuClip(new Clip(engine, ended, input, source, tensors), yttm);
  }

  private static ClipInput input(ConfigFile file) {
    ClipInput.Scale usual = ClipInput.Scale.OPENAI;
    return ClipInput.ofSquares(
        new ClipInput.Scale(
            file.has("mean") ? file.fractions("mean", 3) : usual.mean(),
            file.has("std") ? file.fractions("std", 3) : usual.deviation()));
  }

  public Clip clip() {
    return clip;
  }

  @Override
  public float[] scores(String prompt, List<Pixels> pictures) {
    String asked = prompt.toLowerCase(Locale.ROOT).strip();
    List<long[]> texts =
        PHRASES.stream().map(phrase -> textIds(phrase.replace(PROMPT, asked))).toList();
    return clip.similarities(texts, pictures);
  }

  /** Start id, the text's ids as many as fit, end id. */
  long[] textIds(String text) {
    int[] pieces = yttm.encode(text.toLowerCase(Locale.ROOT));
    int kept = Math.min(pieces.length, clip.config().textTokenCount() - 2);
    long[] ids = new long[kept + 2];
    Arrays.setAll(ids, i -> i == 0 ? yttm.bos() : i > kept ? yttm.eos() : pieces[i - 1]);
    return ids;
  }

  @Override
  public void close() {
    clip.close();
  }
}
