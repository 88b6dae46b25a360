package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.inference.fetch.Hub;
import org.vitrail.inference.fetch.ModelStore;
import org.vitrail.inference.model.tensor.Precision;

/** Of models that nobody has fetched yet. */
class MemoryNeedsTest {
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final OptionalLong SIXTEEN = OptionalLong.of(16_000_000_000L);

  private final ModelCatalogue catalogue = ModelCatalogue.load(null);
  private final ModelEntry malevich = catalogue.require("rudalle-malevich");
  private final ModelEntry kandinsky = catalogue.require("rudalle-kandinsky");

  @TempDir Path folder;

  @Test
  void every_published_model_tells_what_it_takes_in_each_precision() {
    for (ModelEntry model : catalogue.entries()) {
      assertThat(needs(Precision.AUTO, NONE, SIXTEEN).described(model).isPresent())
          .as(model.id())
          .isEqualTo(!model.bundled());
    }
    assertThat(needs(Precision.AUTO, NONE, SIXTEEN).described(malevich).orElseThrow())
        .matches(
            "memory: f32 8\\.\\d GB ✔, bf16 or f16 5\\.\\d GB ✔, int8 4\\.\\d GB ✔"
                + " \\(16\\.0 GB are free here\\)");
    assertThat(needs(Precision.AUTO, NONE, SIXTEEN).described(kandinsky).orElseThrow())
        .matches(
            "memory: f32 5\\d\\.\\d GB ✘, bf16 or f16 2\\d\\.\\d GB ✘, int8 1\\d\\.\\d GB ✘"
                + " \\(16\\.0 GB are free here\\)");
  }

  @Test
  void a_gpus_memory_is_told_beside_the_machines() {
    MemoryNeeds needs = needs(Precision.AUTO, OptionalLong.of(7_000_000_000L), SIXTEEN);

    assertThat(needs.described(malevich).orElseThrow())
        .matches(
            "GPU memory: f32 8\\.\\d GB ✘, bf16 \\d\\.\\d GB ✔, f16 \\d\\.\\d GB ✔"
                + " \\(7\\.0 GB are free on the GPU\\);"
                + " memory: int8 4\\.\\d GB ✔ \\(16\\.0 GB are free here\\)");
  }

  @Test
  void where_nobody_tells_what_is_free_nothing_is_promised() {
    MemoryNeeds needs = needs(Precision.AUTO, NONE, NONE);

    assertThat(needs.described(malevich).orElseThrow())
        .matches("memory: f32 8\\.\\d GB, bf16 or f16 5\\.\\d GB, int8 4\\.\\d GB");
    assertThat(needs.obstacle(kandinsky)).isEmpty();
  }

  @Test
  void too_little_memory_is_told_with_what_helps() {
    assertThat(needs(Precision.AUTO, NONE, SIXTEEN).obstacle(malevich)).isEmpty();
    assertThat(obstacle(Precision.F32, 7_000_000_000L, malevich))
        .matches(
            "rudalle-malevich takes about 8\\.\\d GB of memory in f32, and 7\\.0 GB are free here\\."
                + " In int8 it takes 4\\.\\d GB: VITRAIL_WORKER_PRECISION=int8, or \\./vitrail imagine"
                + " --precision int8\\.");
    assertThat(obstacle(Precision.AUTO, 20_000_000_000L, kandinsky))
        .matches(
            "rudalle-kandinsky takes about 2\\d\\.\\d GB of memory in bf16, and 20\\.0 GB are free"
                + " here\\. In int8 it takes 1\\d\\.\\d GB: VITRAIL_WORKER_PRECISION=int8, or"
                + " \\./vitrail imagine --precision int8\\.");
    assertThat(obstacle(Precision.AUTO, 8_000_000_000L, kandinsky))
        .endsWith("and 8.0 GB are free here. It cannot draw here as this machine is.");
    assertThat(needs(Precision.INT8, NONE, OptionalLong.of(20_000_000_000L)).obstacle(kandinsky))
        .isEmpty();
  }

  @Test
  void whoever_draws_with_a_model_that_is_not_here_is_told_what_it_takes() {
    ModelShelf shelf = new ModelShelf(new ModelStore(folder, Hub.from(Map.of())));
    MemoryNeeds needs = needs(Precision.AUTO, NONE, OptionalLong.of(8_000_000_000L));

    assertThatThrownBy(() -> shelf.requireHere(kandinsky, () -> needs.told(kandinsky)))
        .isInstanceOf(StandaloneException.class)
        .message()
        .matches(
            "The model rudalle-kandinsky is not here yet: \\d+ files are missing, .*GB\\."
                + " rudalle-kandinsky takes about 2\\d\\.\\d GB of memory in bf16, and 8\\.0 GB are"
                + " free here\\. It cannot draw here as this machine is\\."
                + " Get it by: \\./vitrail models pull rudalle-kandinsky");
    assertThat(needs.told(malevich).orElseThrow())
        .matches("It takes memory: f32 8\\.\\d GB ✘, .* \\(8\\.0 GB are free here\\)\\.");
  }

  private String obstacle(Precision chosen, long free, ModelEntry model) {
    return needs(chosen, NONE, OptionalLong.of(free)).obstacle(model).orElseThrow();
  }

  private MemoryNeeds needs(Precision chosen, OptionalLong freeOnGpu, OptionalLong free) {
    ModelShelf shelf = new ModelShelf(new ModelStore(folder, Hub.from(Map.of())));
    return new MemoryNeeds(shelf, chosen, freeOnGpu, free);
  }
}
