package org.vitrail.bot.core.modcommands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditCellTest {
  static Stream<Arguments> cells() {
    return Stream.of(
        Arguments.of("a reason", "a reason"),
        Arguments.of("", ""),
        Arguments.of("one, two", "\"one, two\""),
        Arguments.of("he said \"no\"", "\"he said \"\"no\"\"\""),
        Arguments.of("=1+1", "'=1+1"),
        Arguments.of("@SUM(A1)", "'@SUM(A1)"),
        Arguments.of("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
        Arguments.of("  =1+1", "'  =1+1"),
        Arguments.of("\u00a0+1", "'\u00a0+1"),
        Arguments.of("＝1+1", "'＝1+1"),
        Arguments.of("\t=1+1", "\\t=1+1"),
        Arguments.of("one\r\n=two", "one\\r\\n=two"),
        Arguments.of("\u202enosaer", "\\u{202e}nosaer"),
        Arguments.of("\u001b[2J", "\\u{1b}[2J"));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void a_cell_is_no_formula_and_stays_one_cell(String text, String cell) {
    assertThat(AuditQueries.cell(text)).isEqualTo(cell);
  }
}
