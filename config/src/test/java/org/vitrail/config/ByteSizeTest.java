package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "999, 999 bytes",
    "1000, 1.0 kB",
    "9949, 9.9 kB",
    "9950, 10 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "605247071, 605 MB",
    "999500000, 1.0 GB",
    "10340000000, 10.3 GB",
  })
  void bytes_are_told_in_three_digits(long bytes, String text) {
    assertThat(ByteSize.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1.75 GB, 1750000000", "470MB, 470000000", "2 kB, 2000", "316 B, 316"})
  void sizes_are_read_as_people_write_them(String text, long bytes) {
    assertThat(ByteSize.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GB", "1.75", "-1 GB", "1,75 GB", "1 TB", "1 KB", "1e9 B"})
  void what_is_no_size_is_not_read(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}
