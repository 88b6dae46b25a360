package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.tensor.Arithmetic.Abilities;
import org.vitrail.inference.model.tensor.Arithmetic.Bf16;

/** Device, precision and threads: what may be asked for, and what is chosen. */
class RunOptionsTest {
  private static final long LARGE = Long.MAX_VALUE;
  private static final Abilities ALL = new Abilities(true, Bf16.FAST, true);

  @Test
  void devices_and_precisions_are_read_in_any_case() {
    assertThat(ComputeDevice.of("auto")).isEqualTo(ComputeDevice.AUTO);
    assertThat(ComputeDevice.of("Cpu")).isEqualTo(ComputeDevice.CPU);
    assertThat(ComputeDevice.of("CUDA")).isEqualTo(ComputeDevice.CUDA);
    assertThat(Precision.of("auto")).isEqualTo(Precision.AUTO);
    assertThat(Precision.of("bf16")).isEqualTo(Precision.BF16);
    assertThat(Precision.of("F32")).isEqualTo(Precision.F32);
    assertThat(Precision.of("Int8")).isEqualTo(Precision.INT8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " cpu", "gpu", "fp16", "f-32"})
  void unknown_names_are_quoted_with_what_is_known(String name) {
    assertThatThrownBy(() -> ComputeDevice.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Device '" + name + "' is unknown; choose auto, cpu or cuda.");
    assertThatThrownBy(() -> Precision.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Precision '" + name + "' is unknown; choose auto, bf16, f16, f32 or int8.");
  }

  @Test
  void threads_are_0_to_1024() {
    assertThat(options(0).threads()).isZero();
    assertThat(options(1024).threads()).isEqualTo(1024);
    for (int threads : new int[] {-1, 1025, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> options(threads))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "threads: "
                  + threads
                  + " is not allowed; give 0 (as many as cores are free) to 1024.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, FAST, true, ONEDNN_BF16, BF16, BF16",
    "AUTO, true, SLOW, true, FBGEMM_F16, F32, F32",
    "AUTO, false, NONE, true, FBGEMM_F16, F32, F32",
    "AUTO, true, SLOW, false, ONEDNN_F32, F32, F32",
    "AUTO, false, NONE, false, PLAIN_F32, F32, F32",
    "BF16, true, FAST, true, ONEDNN_BF16, BF16, BF16",
    "BF16, true, SLOW, true, FBGEMM_F16, F32, F32",
    "BF16, true, NONE, true, FBGEMM_F16, F32, F32",
    "BF16, true, SLOW, false, ONEDNN_BF16, F32, F32",
    "BF16, true, NONE, false, PLAIN_BF16, F32, F32",
    "BF16, false, NONE, false, PLAIN_BF16, F32, F32",
    "F16, true, FAST, true, FBGEMM_F16, F32, F32",
    "F16, true, FAST, false, PLAIN_F16, F32, F32",
    "F32, true, FAST, true, ONEDNN_F32, F32, F32",
    "F32, false, NONE, true, PLAIN_F32, F32, F32",
    "INT8, true, FAST, true, FBGEMM_INT8, BF16, BF16",
    "INT8, true, SLOW, true, FBGEMM_INT8, F32, F32"
  })
  void the_arithmetic_suits_precision_and_processor(
      Precision precision,
      boolean onednn,
      Bf16 bf16,
      boolean fbgemm,
      LinearKernel kernel,
      TensorType state,
      TensorType picture) {
    Abilities cpu = new Abilities(onednn, bf16, fbgemm);

    assertThat(Arithmetic.choose(precision, false, false, cpu))
        .isEqualTo(new Arithmetic(kernel, state, picture));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, PLAIN_BF16, BF16, BF16, false",
    "BF16, PLAIN_BF16, BF16, BF16, false",
    "F16, PLAIN_F16, F16, F32, true",
    "F32, PLAIN_F32, F32, F32, false"
  })
  void a_gpu_has_kernels_of_its_own(
      Precision precision,
      LinearKernel kernel,
      TensorType state,
      TensorType picture,
      boolean tf32) {
    assertThat(Arithmetic.choose(precision, false, true, ALL))
        .isEqualTo(new Arithmetic(kernel, state, picture, tf32));
  }

  @Test
  void a_small_model_draws_the_same_everywhere_unless_told_otherwise() {
    assertThat(Arithmetic.choose(Precision.AUTO, true, false, ALL).linear())
        .isEqualTo(LinearKernel.FBGEMM_F16);
    assertThat(Arithmetic.choose(Precision.AUTO, true, true, ALL).linear())
        .isEqualTo(LinearKernel.PLAIN_F32);
    assertThat(Arithmetic.choose(Precision.BF16, true, false, ALL).linear())
        .isEqualTo(LinearKernel.ONEDNN_BF16);
  }

  @Test
  void int8_where_it_cannot_run_is_refused_with_what_to_choose() {
    assertThatThrownBy(() -> Arithmetic.choose(Precision.INT8, false, true, ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Precision int8 runs on the processor only; choose bf16, f16 or f32 on a GPU.");
    Abilities noFbgemm = new Abilities(true, Bf16.FAST, false);
    assertThatThrownBy(() -> Arithmetic.choose(Precision.INT8, false, false, noFbgemm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Precision int8 needs FBGEMM, which this processor or this PyTorch lacks; choose bf16"
                + " or f32.");
  }

  @Test
  void every_kernel_loads_and_names_itself_on_this_machine() {
    for (Precision precision : Precision.values()) {
      RunOptions options = new RunOptions(ComputeDevice.CPU, precision, 1);
      try (TensorEngine engine = TensorEngine.start(options, LARGE);
          Program program = engine.loadWithLinears("shared/linear_rate.py");
          TensorScope scope = engine.open()) {
        program.number("load", scope.floats(new float[] {1, 0, 0, 1, 1, 1, 0, 2}, 4, 2));

        assertThat(engine.deviceName()).isEqualTo("cpu");
        assertThat(engine.kernelName()).matches("(plain|onednn|fbgemm)_(f32|bf16|f16|int8)");
        assertThat(engine.linearWeightBytes()).isBetween(1, 4);
        assertThat(program.tensor(scope, "run", scope.floats(new float[] {1, 2}, 1, 2)).floats())
            .containsExactly(
                new float[] {1, 2, 3, 4}, org.assertj.core.api.Assertions.within(.05f));
      }
    }
  }

  @Test
  void a_machine_without_a_gpu_says_so_when_asked_for_cuda() {
    assumeTrue(
        NvidiaSmi.ask(Duration.ofSeconds(10)) instanceof NvidiaSmi.Answer.Absent,
        "This machine has a driver of NVIDIA's.");
    try (TensorEngine engine =
        TensorEngine.start(new RunOptions(ComputeDevice.AUTO, Precision.AUTO, 0), LARGE)) {
      assertThat(engine.deviceName()).isEqualTo("cpu");
    }

    assertThatThrownBy(
            () -> TensorEngine.start(new RunOptions(ComputeDevice.CUDA, Precision.AUTO, 0), LARGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Device cuda is not available: there is no nvidia-smi here, so no NVIDIA driver."
                + " Install the driver; start a container with --gpus all and"
                + " NVIDIA_DRIVER_CAPABILITIES=compute,utility. Or choose device cpu.");
  }

  private static RunOptions options(int threads) {
    return new RunOptions(ComputeDevice.CPU, Precision.F32, threads);
  }
}
