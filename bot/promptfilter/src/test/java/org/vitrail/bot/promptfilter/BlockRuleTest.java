package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.promptfilter.BlockRule.Kind;

class BlockRuleTest {
  @ParameterizedTest
  @CsvSource({
    "gore, WORD",
    "🍆, WORD",
    "儿童色情, WORD",
    "a$$, WORD",
    "naked child, PHRASE",
    "x-ray, PHRASE",
    "porn*, PREFIX",
    "детск* порн*, PREFIX",
    "/p.rn/, PATTERN",
    "!Scunthorpe, EXCEPTION",
    "!Penistone Hill, EXCEPTION"
  })
  void a_rule_is_what_it_is_written_as(String typed, Kind kind) throws RuleException {
    assertThat(BlockRule.parse(" " + typed + " ", "de", "blocklist.txt:3"))
        .isEqualTo(new BlockRule(typed, kind, "de", "blocklist.txt:3"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', rule.empty",
    "'  ', rule.empty",
    "..., rule.no-letters",
    "!, rule.no-letters",
    "*, rule.star",
    "p*rn, rule.star",
    "a*, rule.star",
    "porn *, rule.star",
    "/porn, rule.slash",
    "/, rule.slash",
    "//, rule.slash",
    "/(porn/, rule.pattern",
    "/(?=porn)/, rule.pattern",
    "/x{1001}/, rule.pattern",
    "/((x{999}){999}){999}/, rule.pattern-large",
    "/(.{90}){90}/, rule.pattern-large",
    "/x*/, rule.pattern-empty",
    "/porn|/, rule.pattern-empty"
  })
  void a_rule_that_cannot_be_used_says_why(String typed, String key) {
    RuleException problem =
        catchThrowableOfType(RuleException.class, () -> BlockRule.parse(typed, "", "chat"));

    assertThat(problem.key()).isEqualTo(key);
    assertThat(problem.text(SampleFilters.MESSAGES, "de"))
        .isNotEqualTo(problem.text(SampleFilters.MESSAGES, "en"));
  }

  @Test
  void a_rule_has_200_characters_at_most() throws RuleException {
    assertThat(BlockRule.parse("𝓪".repeat(200), "", "chat").kind()).isEqualTo(Kind.WORD);
    assertThatThrownBy(() -> BlockRule.parse("a".repeat(201), "", "chat"))
        .isInstanceOfSatisfying(
            RuleException.class,
            problem ->
                assertThat(problem.text(SampleFilters.MESSAGES, "en"))
                    .isEqualTo(
                        "The rule has 201 characters, and 200 are allowed. Give a shorter one."));
  }
}
