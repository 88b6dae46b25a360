package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.command.ImagineOptionList;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;

class DiscordCommandMenuTest {
  @Test
  void imagine_has_the_own_options_of_every_model() {
    List<OptionData> options =
        imagine(
            Map.of(
                "steps", OptionRange.whole(50, 5, 500),
                "learning-rate", OptionRange.above("0.1", "0", "1"),
                "pace", OptionChoice.of("slow", "fast", "slow")));

    assertThat(options)
        .extracting(OptionData::getName)
        .startsWith(
            "prompt", "seed", "count", "ar", "model", "codec", "style", "keep", "target-weight")
        .contains("guidance", "top-k", "top-p", "steps", "learning-rate", "pace")
        .endsWith("private", "image", "target-image");
    assertThat(options)
        .filteredOn(option -> option.getName().equals("steps"))
        .singleElement()
        .satisfies(
            option -> {
              assertThat(option.getType()).isEqualTo(OptionType.INTEGER);
              assertThat(option.getDescription()).isEqualTo("An option of some models");
              assertThat(option.getDescriptionLocalizations().toMap()).hasSizeGreaterThan(3);
            });
    assertThat(options)
        .filteredOn(option -> option.getName().equals("pace"))
        .singleElement()
        .satisfies(
            option -> {
              assertThat(option.getType()).isEqualTo(OptionType.STRING);
              assertThat(option.isAutoComplete()).isTrue();
            });
  }

  @Test
  void more_options_than_discord_lists_leave_room_for_those_of_all_models() {
    Map<String, AllowedValues> many = new LinkedHashMap<>();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      many.put("own-" + letter, OptionRange.whole(1, 0, 1));
    }

    assertThat(imagine(many))
        .hasSize(25)
        .extracting(OptionData::getName)
        .startsWith(
            "prompt", "seed", "count", "ar", "model", "codec", "style", "keep", "target-weight")
        .contains("own-a", "own-b")
        .endsWith("private", "image", "target-image");
  }

  private static List<OptionData> imagine(Map<String, AllowedValues> own) {
    ModelMenu.Item other = new ModelMenu.Item("other", "Other", "X.", own, 1, false);
    ModelMenu models =
        new ModelMenu(List.of(SampleCommands.BUNDLED, other), SampleCommands.BUNDLED);
    return new DiscordCommandMenu(SampleCommands.MESSAGES, new ImagineOptionList(models).specs())
        .commands().stream()
            .filter(command -> command.getName().equals("imagine"))
            .map(command -> ((SlashCommandData) command).getOptions())
            .findFirst()
            .orElseThrow();
  }
}
