package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.discord.DiscordTestBot.press;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.testing.discord.FakeChoice;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * A model whose own options take names: Discord proposes them, and a job has what was chosen, as
 * have those that are made of it.
 */
class DiscordNamedOptionTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Map<String, String> CHOSEN =
      Map.of("rank", "perplexity", "crop", "first", "top-k", "5");

  private DiscordTestBot bot;

  @BeforeEach
  void open() {
    ModelMenu.Item ranked = new ModelMenu.Item("bundled", "Ranked", "X.", options(), 1, true);
    ModelMenu models = new ModelMenu(List.of(ranked, SampleCommands.MODELS.all().get(1)), ranked);
    bot = DiscordTestBot.open(REDIS.url(), SampleRequests.careful(SafetyLevel.ON, models));
  }

  @AfterEach
  void close() {
    bot.close();
  }

  private static Map<String, AllowedValues> options() {
    Map<String, AllowedValues> options = new LinkedHashMap<>();
    options.put("top-k", OptionRange.whole(2048, 0, 8192));
    options.put("rank", OptionChoice.of("ruclip", "ruclip", "perplexity"));
    options.put("crop", OptionChoice.of("last", "last", "first"));
    return options;
  }

  @Test
  void its_names_are_proposed_and_others_are_refused_with_them() {
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "rank", "").choices())
        .extracting(FakeChoice::value)
        .containsExactly("ruclip", "perplexity");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "rank", "perp").choices())
        .extracting(FakeChoice::name)
        .containsExactly("perplexity – How little a picture surprises the network that drew it");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "crop", "").choices())
        .extracting(FakeChoice::value)
        .containsExactly("last", "first");

    refused("rank", "clip").awaitMessage(says("rank clip is not allowed; give one of ruclip,"));
    refused("crop", "middle").awaitMessage(says("crop middle is not allowed; give one of last,"));
  }

  private FakeInteraction refused(String option, String name) {
    return bot.ann.slash(bot.general, "imagine", Map.of("prompt", "a cat", option, name));
  }

  private static Predicate<FakeDiscordMessage> says(String part) {
    return it -> it.isEphemeral() && it.text().contains(part);
  }

  @Test
  void again_and_vary_draw_with_the_options_that_were_chosen() {
    FakeDiscordMessage grid =
        bot.ann
            .slash(
                bot.general,
                "imagine",
                Map.of("prompt", "a cat", "rank", "perplexity", "crop", "first", "top-k", 5))
            .message();
    ClaimedJob first = bot.drawNext();
    assertThat(options(first)).isEqualTo(CHOSEN);

    grid.awaitState(DiscordTestBot::isGrid);
    press(bot.bob, grid, "V1");
    assertThat(options(bot.drawNext())).isEqualTo(CHOSEN);
    press(bot.bob, grid, "Again");
    assertThat(options(bot.drawNext())).isEqualTo(CHOSEN);
    bot.ann.slash(bot.general, "again", Map.of("job", first.job().id()));
    assertThat(options(bot.drawNext())).isEqualTo(CHOSEN);
  }

  private static Map<String, String> options(ClaimedJob job) {
    return job.job().task().asDraw().orElseThrow().options();
  }
}
