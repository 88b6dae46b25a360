package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.Checkpoint;

class DalleMiniMemoryTest {
  private static final long CLIP_BYTES = 605_109_252;
  private static final double GIB = 1L << 30;

  /** Sums by hand: see the terms in {@link DalleMiniMemory}. */
  @ParameterizedTest
  @CsvSource({
    "DALLE_MINI, BF16,  9, 3.53",
    "DALLE_MINI, F32,   9, 5.13",
    "DALLE_MEGA, BF16,  1, 7.02",
    "DALLE_MEGA, BF16, 18, 10.07",
    "DALLE_MEGA, F16,  18, 11.28",
    "DALLE_MEGA, F32,  18, 17.96",
    "DALLE_MEGA, BF16, 72, 17.53"
  })
  void the_published_models_need(
      PublishedShape shape, Precision precision, int batchImages, double gib) {
    DalleMiniMemory memory =
        new DalleMiniMemory(shape.transformer(), VqganConfig.F16_16384, CLIP_BYTES);

    long bytes = memory.bytes(NumberBytes.onGpu(precision, Long.MAX_VALUE), batchImages);

    assertThat(bytes / GIB).isEqualTo(gib, within(.02));
  }

  @Test
  void keys_and_values_of_mega_are_counted_one_by_one() {
    DalleMiniMemory memory = new DalleMiniMemory(DalleMiniConfig.MEGA, VqganConfig.F16_16384, 0);
    NumberBytes bf16 = new NumberBytes("bf16", 2, 2, 2);

    // Keys and values, rows, positions, width, layers, bytes.
    long images = 2L * 36 * 256 * 2048 * 24 * 2;
    long texts = 2L * 36 * 64 * 2048 * 24 * 2;
    assertThat(memory.stateBytes(bf16, 18)).isEqualTo(images + texts);
  }

  @Test
  void weights_are_counted_as_many_as_the_files_hold() {
    DalleMiniFiles files = BundledGolden.files();
    DalleMiniConfig config =
        DalleMiniConfig.find(files.transformerConfig(), files.encoder(), files.decoder());
    VqganConfig vqgan = VqganConfig.read(files.vqganConfig().orElseThrow());
    int scales = 4 * config.encoderLayerCount() + 5 * config.decoderLayerCount() + 2;

    assertThat(config.linearWeights() + config.plainWeights())
        .isCloseTo(
            elements(files.encoder()) + elements(files.decoder()),
            within((long) scales * config.gatedWidth()));
    assertThat(vqgan.decoderWeights() + vqgan.encoderWeights()).isEqualTo(elements(files.vqgan()));
  }

  @Test
  void a_model_is_named_with_its_format_and_its_batch() {
    GpuNeed need = DalleMiniMemory.need(BundledGolden.files(), RunOptions.AUTO, 18);

    assertThat(need.what())
        .isEqualTo(BundledGolden.files().id() + " in f32 with 18 pictures at a time");
    assertThat(need.bytes() / GIB).isBetween(1., 2.);
  }

  @Test
  void on_the_processor_nothing_is_needed_of_a_gpu() {
    assertThat(DalleMiniMemory.need(BundledGolden.files(), RunOptions.REFERENCE, 18))
        .isEqualTo(GpuNeed.UNKNOWN);
    RunOptions int8 = new RunOptions(ComputeDevice.AUTO, Precision.INT8, 0);
    assertThat(DalleMiniMemory.need(BundledGolden.files(), int8, 18)).isEqualTo(GpuNeed.UNKNOWN);
  }

  private static long elements(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return checkpoint.tensors().values().stream().mapToLong(it -> it.elementCount()).sum();
    }
  }
}
