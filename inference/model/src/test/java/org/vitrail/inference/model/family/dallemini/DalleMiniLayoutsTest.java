package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.golden.FlaxTree;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.NameTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** One network in every published layout is one network. */
class DalleMiniLayoutsTest {
  private static final DalleMiniConfig TINY =
      new DalleMiniConfig(50, 64, 40, 256, 16, 2, 3, 2, 24, 39, 1);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_authors_file_gives_the_logits_of_min_dalles(boolean stacked, @TempDir Path folder)
      throws IOException {
    Map<String, WeightTensor> weights = tiny();
    Path file = folder.resolve("flax_model.msgpack");
    FlaxTree.dalleMini(weights, 2, 3, stacked).write(file);

    assertThat(logits(weights)).isNotEmpty();
    try (Checkpoint flax = Checkpoint.open(file)) {
      assertThat(logits(flax.tensors())).isEqualTo(logits(weights));
    }
  }

  @Test
  void slices_of_stacked_arrays_give_the_same_logits_too() {
    Map<String, WeightTensor> weights = tiny();
    Map<String, WeightTensor> sliced = new LinkedHashMap<>();
    // As min-dalle's conversion leaves them: (1, out) strides into a storage of (in, out).
    weights.forEach(
        (name, tensor) ->
            sliced.put(
                name,
                name.endsWith("_proj.weight")
                    ? WeightTensor.contiguous(
                            TensorType.F32,
                            tensor.permuted(1, 0).shape(),
                            Storage.of(tensor.permuted(1, 0).bytes()))
                        .permuted(1, 0)
                    : tensor));

    assertThat(logits(sliced)).isEqualTo(logits(weights));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mini", "mega"})
  void every_name_of_the_published_networks_has_one_place(String name) {
    DalleMiniConfig config = name.equals("mini") ? DalleMiniConfig.MINI : DalleMiniConfig.MEGA;
    Map<String, WeightTensor> weights = new LinkedHashMap<>();
    config
        .weights()
        .all()
        .forEach(
            (tensor, shape) -> {
              boolean scaleLeftOut =
                  tensor.endsWith("norm.weight") && tensor.contains("pre_")
                      || tensor.matches(".*(final_ln|ln0|ln1)\\.weight");
              if (!scaleLeftOut) {
                weights.put(tensor, hollow(shape));
              }
            });
    for (boolean stacked : new boolean[] {true, false}) {
      Map<String, WeightTensor> file =
          FlaxTree.dalleMini(
                  weights, config.encoderLayerCount(), config.decoderLayerCount(), stacked)
              .hollowTensors();
      NameTable table = NameTable.best("file", file, DalleMiniLayouts.ALL);
      Map<String, WeightTensor> mapped = table.apply("file", file);

      assertThat(table)
          .isSameAs(stacked ? DalleMiniLayouts.FLAX_STACKED : DalleMiniLayouts.FLAX_LAYERS);
      assertThat(mapped.keySet()).isEqualTo(weights.keySet());
      config.weights().check("file", mapped);
      assertThat(DalleMiniConfig.of("file", mapped)).isEqualTo(config);
    }
  }

  @Test
  void what_is_missing_or_left_over_is_named() {
    Map<String, WeightTensor> flax = FlaxTree.dalleMini(tiny(), 2, 3, true).tensors();
    flax.put("model.encoder.surprise.kernel", flax.remove("lm_head.kernel"));

    assertThatThrownBy(() -> logits(flax))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1 tensor missing (decoder.lm_head.weight)")
        .hasMessageContaining("1 tensor left over (model.encoder.surprise.kernel)");
  }

  @Test
  void other_networks_are_refused_with_the_layouts_there_are() {
    assertThatThrownBy(() -> logits(Map.of("unet.conv", hollow(1))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("unet.conv")
        .hasMessageContaining("Flax with stacked layers, Flax with one array a layer, min-dalle");
    assertThatThrownBy(() -> DalleMiniConfig.of("a.pt", Map.of()))
        .hasMessageStartingWith("a.pt is neither dalle-mini nor dalle-mega");
  }

  private static Map<String, WeightTensor> tiny() {
    Map<String, WeightTensor> weights =
        DalleMiniNetwork.joined(
            FillRule.weights(TINY.encoderWeights(), "encoder.", .1),
            FillRule.weights(TINY.decoderWeights(), "decoder.", .1));
    // Published files leave these out.
    weights.keySet().removeIf(name -> name.matches(".*(pre_\\w+|final_ln|ln0|ln1)\\.weight"));
    return weights;
  }

  private static float[] logits(Map<String, WeightTensor> tensors) {
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        DalleMiniNetwork network =
            DalleMiniNetwork.named(engine, Optional.of(TINY), "the file", tensors);
        TensorScope scope = engine.open()) {
      network.join(List.of(new long[] {0, 7, 31, 44, 2}), 1);
      network.step(scope, new long[] {39}, new long[] {0});
      return network.step(scope, new long[] {24}, new long[] {1}).floats();
    }
  }

  /** A tensor of a size without the memory. */
  private static WeightTensor hollow(long... shape) {
    long bytes = 4;
    for (long size : shape) {
      bytes *= size;
    }
    long byteCount = bytes;
    return WeightTensor.contiguous(
        TensorType.F32,
        shape,
        new Storage() {
          @Override
          public long byteCount() {
            return byteCount;
          }

          @Override
          public void read(long position, ByteBuffer into) {
            throw new AssertionError("Nobody should read it.");
          }
        });
  }
}
