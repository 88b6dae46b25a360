package org.vitrail.deploy.standalone.chaos;

import java.util.List;
import java.util.Map;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;

/** Where one person asks, and sees what the bot answers. */
interface Place {
  /**
   * A message of the bot as it stands now.
   *
   * @param isGrid whether it shows finished pictures
   */
  record Shown(String text, boolean isGrid) {}

  /** Who asks here, as the bot names people. */
  String person();

  void ask(String prompt);

  List<Shown> shown();

  /** A channel of a fake Discord. While a picture is drawn there is one button, to stop it. */
  static Place of(FakeDiscordUser user, FakeChannel channel) {
    return new Place() {
      @Override
      public String person() {
        return "discord:" + user.id();
      }

      @Override
      public void ask(String prompt) {
        user.slash(channel, "imagine", Map.of("prompt", prompt, "count", 1));
      }

      @Override
      public List<Shown> shown() {
        return channel.allMessages().stream()
            .filter(it -> it.author() != user)
            .map(it -> new Shown(it.text(), !it.attachments().isEmpty() && it.buttons().size() > 1))
            .toList();
      }
    };
  }

  /** The private chat of a fake Telegram. */
  static Place of(FakeTelegramUser user) {
    return new Place() {
      @Override
      public String person() {
        return "telegram:" + user.id();
      }

      @Override
      public void ask(String prompt) {
        user.says(prompt + " --count 1");
      }

      @Override
      public List<Shown> shown() {
        return user.chat().botMessages().stream()
            .map(
                it ->
                    new Shown(
                        it.text(),
                        it.hasPhoto() && it.buttons().stream().mapToInt(List::size).sum() > 1))
            .toList();
      }
    };
  }
}
