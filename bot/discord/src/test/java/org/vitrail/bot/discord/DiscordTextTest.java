package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the bot's own words look on Discord. */
class DiscordTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<@9007199254740993> may draw | <@9007199254740993> may draw",
        "for <@&9007199254740993>, <#9007199254740995> | for <@&9007199254740993>, <#9007199254740995>",
        "discord:9007199254740993 is banned | <@9007199254740993> is banned",
        "telegram:9007199254740993 | telegram\\:9007199254740993",
        "**bold** <@you> @everyone | \\*\\*bold\\*\\* \\<\\@you\\> \\@everyone",
        "<@123456789012345678901234> | \\<\\@123456789012345678901234\\>"
      })
  void mentions_are_shown_by_name_and_all_else_as_it_is_written(String words, String shown) {
    List<MessageCreateData> pages = DiscordText.pages(words);

    assertThat(pages).hasSize(1);
    assertThat(pages.get(0).getContent()).isEqualTo(shown);
    assertThat(pages.get(0).getAllowedMentions()).isEmpty();
  }

  @Test
  void a_long_list_is_split_between_its_lines_and_nothing_of_it_is_lost() {
    List<String> lines =
        IntStream.range(0, 200).mapToObj(i -> "Number " + i + " of a long list").toList();

    List<String> pages = contents(String.join("\n", lines));

    assertThat(pages).hasSizeGreaterThan(2).allMatch(it -> it.length() <= 2_000);
    assertThat(String.join("\n", pages)).isEqualTo(String.join("\n", lines));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "word ", "😀", "👩\u200d👩\u200d👧\u200d👦", "<@9007199254740993> "})
  void a_line_that_fits_on_no_page_is_split_between_its_signs(String part) {
    List<String> pages = contents(part.repeat(3_000));

    assertThat(pages).allMatch(it -> it.length() <= 2_000 && !it.isEmpty());
    String all = pages.stream().collect(Collectors.joining(" ")).replaceAll("[\\s\\\\]", "");
    assertThat(all).isEqualTo(part.strip().repeat(3_000));
  }

  private static List<String> contents(String words) {
    return DiscordText.pages(words).stream().map(MessageCreateData::getContent).toList();
  }
}
