package org.vitrail.inference.model.ranking.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.upscaling.srvgg.Srvgg;

/** CLIP and the pictures before it with the real weights, against the training code. */
@Tag("slow")
class BundledClipTest {
  static List<BundledGolden> prompts() {
    return BundledGolden.all();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void ids_embeddings_and_cosine_are_those_of_the_training_code(BundledGolden golden) {
    DalleMiniFiles files = BundledGolden.files();
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
        TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
        Clip clip = Clip.read(engine, files.clipConfig(), files.clip());
        Srvgg upscaler = Srvgg.read(engine, files.upscalerConfig(), files.upscaler());
        TensorScope scope = engine.open()) {
      List<Pixels> pictures =
          vqgan.decode(new int[][] {golden.ints("greedy_image_ids_guidance4")}, 16);
      long[] ids = clip.textIds(tokenizer, golden.prompt());

      assertThat(ids).containsExactly(golden.clipIds());
      golden.tensor("clip_image").matches(unit(clip.encodeImages(scope, pictures).floats()));
      golden.tensor("clip_text").matches(unit(clip.encodeText(scope, ids).floats()));
      assertThat((double) clip.similarities(ids, pictures)[0])
          .isCloseTo(golden.number("cosine"), within(1e-4));
      assertThat(upscaler.upscale(pictures).get(0).width()).isEqualTo(512);
    }
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void in_bf16_the_cosine_stays_close(BundledGolden golden) {
    DalleMiniFiles files = BundledGolden.files();
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan = Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange());
        Clip clip = Clip.read(engine, files.clipConfig(), files.clip(), TensorType.BF16)) {
      List<Pixels> pictures =
          vqgan.decode(new int[][] {golden.ints("greedy_image_ids_guidance4")}, 16);

      assertThat((double) clip.similarities(golden.clipIds(), pictures)[0])
          .isCloseTo(golden.number("cosine"), within(5e-3));
    }
  }

  private static float[] unit(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    float[] unit = values.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= (float) Math.sqrt(squares);
    }
    return unit;
  }
}
