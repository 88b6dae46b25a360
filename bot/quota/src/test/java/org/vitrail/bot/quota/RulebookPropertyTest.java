package org.vitrail.bot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any set of rules, whoever made them and in whatever order. */
class RulebookPropertyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final QuotaSubject ASKING =
      new QuotaSubject("discord:1", "discord:1", "discord", "discord:9", "5", Set.of("r1", "r2"));

  @Property
  void the_most_specific_rule_wins(@ForAll("rules") List<Rule> rules) {
    Decision decision = decide(rules);
    int highest = exact(rules).stream().mapToInt(Rule::specificity).max().orElse(-1);

    assertThat(decision.rule().map(Rule::specificity).orElse(-1)).isEqualTo(highest);
  }

  @Property
  void among_equally_specific_rules_a_denial_beats_everything(@ForAll("rules") List<Rule> rules) {
    Decision decision = decide(rules);
    boolean isDenied =
        standing(rules).stream()
            .filter(
                rule ->
                    decision.rule().map(Rule::specificity).equals(Optional.of(rule.specificity())))
            .anyMatch(Rule::denies);

    if (isDenied) {
      assertThat(decision.amount()).isZero();
    } else {
      assertThat(decision.amount()).isPositive();
    }
  }

  @Property
  void the_order_of_rules_does_not_matter(@ForAll("rules") List<Rule> rules) {
    List<Rule> reversed = new ArrayList<>(rules);
    Collections.reverse(reversed);

    assertThat(decide(reversed).amount()).isEqualTo(decide(rules).amount());
  }

  @Property
  void rules_that_ended_or_speak_of_others_change_nothing(@ForAll("rules") List<Rule> rules) {
    List<Rule> relevant =
        rules.stream().filter(rule -> rule.holdsFor(ASKING, Limit.DAY, NOW)).toList();

    assertThat(decide(rules)).isEqualTo(decide(relevant));
  }

  @Property
  void what_only_adds_never_takes_away(@ForAll("rules") List<Rule> rules) {
    List<Rule> withoutAdditions =
        rules.stream().filter(rule -> !(rule.amount() instanceof Amount.Plus)).toList();

    assertThat(decide(rules).amount()).isGreaterThanOrEqualTo(decide(withoutAdditions).amount());
  }

  @Property
  void a_rule_is_read_from_its_field_as_it_was_written(@ForAll("rules") List<Rule> rules) {
    for (Rule rule : rules) {
      assertThat(Amount.of(rule.amount().asText())).contains(rule.amount());
    }
  }

  private static Decision decide(List<Rule> rules) {
    return new Rulebook(rules).decide(Limit.DAY, ASKING, NOW);
  }

  private static List<Rule> exact(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.holdsFor(ASKING, Limit.DAY, NOW) && !rule.isModifier())
        .toList();
  }

  /** Without those that a temporary rule about the same subject stands for. */
  private static List<Rule> standing(List<Rule> rules) {
    List<Rule> exact = exact(rules);
    return exact.stream()
        .filter(rule -> exact.stream().noneMatch(other -> other.standsFor(rule)))
        .toList();
  }

  @Provide
  Arbitrary<List<Rule>> rules() {
    Arbitrary<Subject> subjects =
        Arbitraries.of(
            Subject.HOUSE,
            new Subject(Subject.Kind.PLATFORM, "discord"),
            new Subject(Subject.Kind.PLATFORM, "web"),
            Subject.PLACE,
            new Subject(Subject.Kind.CHANNEL, "5"),
            new Subject(Subject.Kind.CHANNEL, "6"),
            new Subject(Subject.Kind.ROLE, "r1"),
            new Subject(Subject.Kind.ROLE, "r2"),
            new Subject(Subject.Kind.ROLE, "r3"),
            new Subject(Subject.Kind.USER, "discord:1"),
            new Subject(Subject.Kind.USER, "discord:2"));
    Arbitrary<Amount> amounts =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 1000).map(Amount.Exactly::new),
            Arbitraries.just(Amount.NOTHING),
            Arbitraries.just(Amount.UNLIMITED),
            Arbitraries.integers().between(1, 40).map(n -> new Amount.Times(n / 4.0)),
            Arbitraries.longs().between(0, 100).map(Amount.Plus::new));
    Arbitrary<Optional<Instant>> ends =
        Arbitraries.of(
            Optional.empty(), Optional.of(NOW.plusSeconds(1)), Optional.of(NOW.minusSeconds(1)));
    Arbitrary<String> communities = Arbitraries.of(Rule.HOUSE, "discord:9", "discord:8");
    return Combinators.combine(
            communities, subjects, amounts, ends, Arbitraries.of(Limit.DAY, Limit.HOUR))
        .as(
            (community, subject, amount, end, limit) ->
                new Rule(community, subject, limit, amount, end, "x", ""))
        .list()
        .ofMaxSize(12);
  }
}
