package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.168.1.128/25, 192.168.1.129, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "127.0.0.1, ::ffff:127.0.0.1, true"
  })
  void an_address_is_in_a_range_that_begins_with_the_same_bits(
      String range, String address, boolean isIn) {
    assertThat(
            AddressRange.parse(range)
                .orElseThrow()
                .contains(AddressRange.literal(address).orElseThrow()))
        .isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "cafe", "1.2.3", "1.2.3.256", "1.2.3.4/", "::1/129", "::g"})
  void what_is_no_address_is_none(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
