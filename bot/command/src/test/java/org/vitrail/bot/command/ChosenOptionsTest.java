package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.command.SampleCommands.MESSAGES;
import static org.vitrail.bot.command.SampleCommands.parser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.Parsed.Mistake;
import org.vitrail.bot.command.Parsed.Understood;

/** Options chosen one by one mean what the same words mean in a line. */
class ChosenOptionsTest {
  private final CommandParser parser = parser();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IMAGINE||prompt=a red apple;seed=7;private=yes;top-p=0.9"
            + "|/imagine a red apple --seed 7 --private --top-p 0.9",
        "IMAGINE||prompt=a red apple --count 3;style=photo|a red apple --style photo --count 3",
        "VARY||job=7k2m9q4x0b;picture=2|/vary #7K2M9Q4XOB 2",
        "CANCEL|||/cancel",
        "CANCEL||job=7k2m9q4x0b|/cancel 7k2m9q4x0b",
        "QUEUE|||/queue",
        "QUEUE||action=clear|/queue clear",
        "LANGUAGE||language=auto|/language auto",
        "HELP||command=/Vary|/help vary",
        "LINK||code=off|/link off",
        "REPORT||job=7k2m9q4x0b|/report 7k2m9q4x0b",
        "FORGET||confirm=everything|/forget everything",
        "QUOTA|show|target=role:55|/quota show role:55",
        "QUOTA|set|amount=20 a day;target=discord:9;expiry=2h;reason=a -- contest"
            + "|/quota set discord:9 20 a day for 2h --reason a -- contest",
        "LIMIT|deny|channel=channel:7;expiry=Sunday|/limit channel:7 deny Sunday",
        "LIMIT|count|most=4|/limit count 4",
        "BAN||expiry=30 m;user=discord:9|/ban discord:9 for 30 m",
        "BLOCKLIST|add|rule=zeppelin* big|/blocklist add zeppelin* big",
        "REPORTS||close=7k2m9q4x0b|/reports close 7k2m9q4x0b",
        "AUDIT||since=2 days|/audit for 2 days",
        "UNDO||number=3|/undo 3",
        "SETTINGS||value=de;setting=language|/settings language de"
      })
  void options_mean_what_they_mean_in_a_line(
      CommandSpec spec, String action, String options, String line) {
    assertThat(parser.parse(given(spec, action, options))).isEqualTo(parser.parse(line));
    assertThat(parser.parse(line)).isInstanceOf(Understood.class);
  }

  @Test
  void a_value_is_not_read_as_further_options() {
    Parsed ban = parser.parse(given(CommandSpec.BAN, null, "user=discord:9;reason=a --reason b"));
    Moderate moderate = (Moderate) ((Understood) ban).command();
    assertThat(moderate.words()).containsExactly("discord:9");
    assertThat(moderate.reason()).isEqualTo("a --reason b");

    String style = mistake(given(CommandSpec.IMAGINE, null, "prompt=a cat;style=photo --seed 7"));
    assertThat(style).startsWith("--style photo --seed 7 is not allowed");
  }

  @Test
  void an_option_that_the_prompt_has_already_is_given_twice() {
    assertThat(mistake(given(CommandSpec.IMAGINE, null, "prompt=a cat --seed 7;seed=8")))
        .startsWith("--seed is given twice, as 7 and as 8");
  }

  @Test
  void an_amount_for_nobody_is_not_taken_for_somebody() {
    assertThat(mistake(given(CommandSpec.QUOTA, "set", "amount=12345678")))
        .startsWith("/quota is written like this");
  }

  @Test
  void roles_of_whoever_is_named_go_with_the_command() {
    Given given = new Given(CommandSpec.MUTE, "", Map.of("user", "discord:9"), Set.of("55", "56"));

    Moderate mute = (Moderate) ((Understood) parser.parse(given)).command();
    assertThat(mute.targetRoles()).containsExactlyInAnyOrder("55", "56");
  }

  @Test
  void a_prompt_is_what_it_is_in_a_line() {
    Parsed quoted = parser.parse(given(CommandSpec.IMAGINE, null, "prompt=\"a sign --stop\""));

    assertThat(((Imagine) ((Understood) quoted).command()).prompt()).isEqualTo("a sign --stop");
  }

  /** Menus show them, and a platform takes no menu with a hole. */
  @ParameterizedTest
  @EnumSource(CommandSpec.class)
  void every_entry_of_the_table_has_its_texts(CommandSpec spec) {
    for (String language : MESSAGES.languages()) {
      assertThat(MESSAGES.text(language, spec.key() + ".usage")).startsWith("/" + spec.word());
      assertThat(MESSAGES.text(language, spec.key() + ".about")).isNotBlank();
      for (ActionSpec action : spec.actions()) {
        List<OptionSpec> options = action.options();
        assertThat(options.stream().map(OptionSpec::name)).doesNotHaveDuplicates();
        options.forEach(
            it ->
                assertThat(MESSAGES.text(language, "option." + it.name() + ".about")).isNotBlank());
      }
    }
  }

  private String mistake(Given given) {
    Parsed parsed = parser.parse(given);
    assertThat(parsed).isInstanceOf(Mistake.class);
    return ((Mistake) parsed).sentence().in("en");
  }

  private static Given given(CommandSpec spec, String action, String options) {
    Map<String, String> values = new HashMap<>();
    if (options != null) {
      for (String option : options.split(";")) {
        String[] parts = option.split("=", 2);
        values.put(parts[0], parts[1]);
      }
    }
    return new Given(spec, action == null ? "" : action, values, Set.of());
  }
}
