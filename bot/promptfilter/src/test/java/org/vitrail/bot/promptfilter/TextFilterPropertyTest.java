package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextFilterPropertyTest {
  private static final int LONG = 50_000;

  /**
   * Of processor time: hundreds of times what it takes, and far less than a time that grows with
   * the square.
   */
  private static final Duration AT_MOST = Duration.ofSeconds(2);

  private final TextFilter filter =
      TextFilter.of(BlocklistFile.read(null, SampleFilters.MESSAGES))
          .and(
              SampleFilters.blocking(
                      "ass", "a a aa*", "aa*", "/(a*)*b|.o+r/", "🍆", "!porno paradiso")
                  .get());

  @Property
  void a_part_is_what_the_prompt_holds_there(@ForAll String prompt) {
    assertPartsOf(prompt);
  }

  @Property
  void a_part_is_what_the_prompt_holds_there_in_trickery(@ForAll("trickery") String prompt) {
    assertPartsOf("a po" + prompt + "rn g" + prompt + "ore");
  }

  @Property(tries = 60)
  void long_prompts_take_no_more_than_their_length(@ForAll("trickery") String piece) {
    String prompt = (piece + "p").repeat(LONG / (piece.length() + 1));
    long begin = processorNanos();

    filter.find(prompt, "en");

    assertThat(Duration.ofNanos(processorNanos() - begin)).isLessThan(AT_MOST);
  }

  @Property
  void what_is_found_alone_is_found_within_a_prompt(@ForAll("trickery") String signs) {
    assertThat(filter.find("a painting of hentai, " + signs, "en")).isPresent();
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void assertPartsOf(String prompt) {
    assertThat(filter.findAll(prompt, "en"))
        .allSatisfy(
            match -> {
              assertThat(match.part()).isNotEmpty();
              assertThat(prompt.substring(match.start(), match.end())).isEqualTo(match.part());
            });
  }

  @Provide
  Arbitrary<String> trickery() {
    return Arbitraries.of(
            "a", "p", "0", "r", "n", "o", "s", " ", "  ", "*", ".", "-", "$", "@", "'", "\n", "\t",
            "о", "п", "г", "色", "情", "，", "🍆", "🇵", "𝓹", "ﬀ", "㎏", "\u0301", "\u200b", "\ud800",
            "\udc00", "\ud83c", "\u3099", "각", "ᄀ", "ᅡ", "ｶ", "ﾞ", "½", "\ufffd", "\u2800")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
