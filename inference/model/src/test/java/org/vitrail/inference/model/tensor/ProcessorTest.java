package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
  @ParameterizedTest
  @CsvSource({
    "GenuineIntel, fpu avx512f avx512_bf16 amx_bf16 amx_tile, true",
    "GenuineIntel, fpu avx512f avx512_bf16, false",
    "AuthenticAMD, fpu avx512f avx512_bf16, true",
    "AuthenticAMD, fpu avx2, false"
  })
  void bf16_is_fast_by_a_matrix_unit_or_on_amds_processors_that_have_it(
      String vendor, String flags, boolean fast) {
    String cpuinfo = "processor\t: 0\nvendor_id\t: %s\nflags\t\t: %s\nbugs\t\t: x\n";

    Processor processor = Processor.read(cpuinfo.formatted(vendor, flags));

    assertThat(processor.vendor()).isEqualTo(vendor);
    assertThat(processor.hasFastBf16()).isEqualTo(fast);
  }

  @Test
  void a_processor_of_another_kind_tells_nothing_and_breaks_nothing() {
    assertThat(Processor.read("CPU implementer : 0x41\nFeatures : fp asimd bf16\n").hasFastBf16())
        .isFalse();
    assertThat(Processor.read("").hasFastBf16()).isFalse();
    assertThat(Processor.here()).isNotNull();
  }
}
