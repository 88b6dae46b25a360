package org.vitrail.deploy.standalone.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;

/** Where one person asks, and sees what the bot answers. */
interface Place {
  /**
   * A message of the bot as it stands now.
   *
   * @param isGrid whether it shows finished pictures
   * @param answers the prompt to which the platform says that it is the answer; empty if to none
   */
  record Shown(String text, boolean isGrid, String answers) {}

  /** Who asks here, as the bot names people. */
  String person();

  void ask(String prompt);

  List<Shown> shown();

  /** A channel of a fake Discord. While a picture is drawn there is one button, to stop it. */
  static Place of(FakeDiscordUser user, FakeChannel channel) {
    return new Place() {
      private final Map<FakeInteraction, String> asked = new HashMap<>();

      @Override
      public String person() {
        return "discord:" + user.id();
      }

      @Override
      public void ask(String prompt) {
        asked.put(user.slash(channel, "imagine", Map.of("prompt", prompt, "count", 1)), prompt);
      }

      @Override
      public List<Shown> shown() {
        Map<FakeDiscordMessage, String> answered = new HashMap<>();
        asked.forEach(
            (interaction, prompt) ->
                interaction.original().ifPresent(it -> answered.put(it, prompt)));
        return channel.allMessages().stream()
            .filter(it -> it.author() != user)
            .map(
                it ->
                    new Shown(
                        it.text(),
                        !it.attachments().isEmpty() && it.buttons().size() > 1,
                        answered.getOrDefault(it, "")))
            .toList();
      }
    };
  }

  /** The private chat of a fake Telegram. */
  static Place of(FakeTelegramUser user) {
    return new Place() {
      private final Map<Integer, String> asked = new HashMap<>();

      @Override
      public String person() {
        return "telegram:" + user.id();
      }

      @Override
      public void ask(String prompt) {
        asked.put(user.says(prompt + " --count 1").message().id(), prompt);
      }

      @Override
      public List<Shown> shown() {
        return user.chat().botMessages().stream()
            .map(
                it ->
                    new Shown(
                        it.text(),
                        it.hasPhoto() && it.buttons().stream().mapToInt(List::size).sum() > 1,
                        asked.getOrDefault(it.replyToId(), "")))
            .toList();
      }
    };
  }
}
