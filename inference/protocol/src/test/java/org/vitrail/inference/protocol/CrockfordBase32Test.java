package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrockfordBase32Test {
  @Test
  void a_symbol_stands_for_the_lowest_five_bits_of_a_byte() {
    assertThat(CrockfordBase32.of(new byte[] {0, 9, 10, 18, 31, 32, -1}, 7)).isEqualTo("09ajz0z");
  }

  @Test
  void no_symbol_looks_like_another() {
    Set<Integer> symbols =
        Stream.generate(() -> CrockfordBase32.random(new SecureRandom(), 64))
            .limit(100)
            .flatMap(text -> text.chars().boxed())
            .collect(Collectors.toSet());

    assertThat(symbols).hasSize(32).doesNotContain((int) 'i', (int) 'l', (int) 'o', (int) 'u');
  }

  @Test
  void what_looks_like_a_digit_is_read_as_one() {
    assertThat(CrockfordBase32.read("OoIiLl7Kz")).isEqualTo("0011117kz");
  }
}
