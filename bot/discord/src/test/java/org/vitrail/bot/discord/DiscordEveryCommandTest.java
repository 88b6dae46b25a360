package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.TypedCommands;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeGuild;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Each slash command: whatever it is, somebody answers, and knows what it is. */
@Tag("slow")
class DiscordEveryCommandTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** One for all: each test has a server and people of its own. */
  private static DiscordTestBot bot;

  private FakeChannel channel;
  private FakeDiscordUser member;
  private FakeDiscordUser moderator;

  /** A command as Discord sends it; the first word of what follows a space is its subcommand. */
  private record Slash(String command, Map<String, ?> options) {
    static Slash of(String command) {
      return new Slash(command, Map.of());
    }
  }

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = DiscordTestBot.open(REDIS.url());
      await().until(() -> !bot.discord.commands().isEmpty());
    }
    bot.worker().ready();
    FakeGuild guild = bot.discord.guild("Annex").showAllCommands();
    channel = guild.textChannel("general");
    member = bot.discord.user("member");
    moderator = bot.discord.user("mod");
    moderator.give(guild.role("moderators", Permission.MODERATE_MEMBERS));
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  @ParameterizedTest
  @EnumSource(CommandSpec.class)
  void a_member_is_answered(CommandSpec name) {
    everyFormIsAnswered(name, member);
  }

  @ParameterizedTest
  @MethodSource("forModerators")
  void a_moderator_is_answered(CommandSpec name) {
    everyFormIsAnswered(name, moderator);
  }

  static Stream<CommandSpec> forModerators() {
    return Stream.of(CommandSpec.values()).filter(CommandSpec::isForModerators);
  }

  private void everyFormIsAnswered(CommandSpec name, FakeDiscordUser who) {
    for (Slash slash : forms(name, TypedCommands.nameJobs(name) ? drawn(who) : "")) {
      FakeInteraction interaction = who.slash(channel, slash.command(), slash.options());

      String answer =
          await()
              .alias(slash + " is answered")
              .until(() -> answer(interaction), said -> !said.isBlank());
      assertThat(answer).as("%s", slash).doesNotContain("went wrong");
    }
  }

  private String drawn(FakeDiscordUser who) {
    FakeInteraction imagine = who.slash(channel, "imagine", Map.of("prompt", "a red apple"));
    String job = bot.drawNext().job().id();
    grid(imagine);
    return job;
  }

  /** What is to be seen of the answer: words, or the name of a file. */
  private static String answer(FakeInteraction interaction) {
    return Stream.concat(
            Stream.ofNullable(interaction.message()).filter(it -> !it.isDeleted()),
            interaction.followups().stream())
        .map(it -> it.text() + it.attachments())
        .filter(it -> !it.equals("[]"))
        .findFirst()
        .orElse("");
  }

  private List<Slash> forms(CommandSpec name, String job) {
    String word = name.word();
    return switch (name) {
      case IMAGINE ->
          List.of(
              new Slash(word, Map.of("prompt", "a red apple", "private", true)),
              new Slash(word, Map.of("prompt", "a red apple", "style", "nonsense")));
      case VARY, UPSCALE, STICKER ->
          List.of(
              new Slash(word, Map.of("job", job, "picture", 2)),
              new Slash(word, Map.of("job", "nonsense", "picture", 1)));
      case RECONSTRUCT -> {
        FakeAttachment photo =
            bot.discord.attachment("a.png", "image/png", TestPictures.one("apple", 1, 64));
        yield List.of(
            new Slash(word, Map.of("image", photo)),
            new Slash(word, Map.of("image", photo, "codec", "nonsense")));
      }
      case AGAIN, RETRY, SHOW, FILM, REPORT ->
          List.of(new Slash(word, Map.of("job", job)), new Slash(word, Map.of("job", "nonsense")));
      case DELETE ->
          List.of(new Slash(word, Map.of("job", job)), new Slash(word, Map.of("job", job)));
      case STOP, CANCEL -> List.of(Slash.of(word), new Slash(word, Map.of("job", job)));
      case QUEUE -> List.of(Slash.of(word), new Slash(word, Map.of("action", "clear")));
      case SURPRISE, HISTORY, STYLES, MODELS, ABOUT, MYDATA, RESUME -> List.of(Slash.of(word));
      case LANGUAGE -> List.of(Slash.of(word), new Slash(word, Map.of("language", "de")));
      case HELP -> List.of(Slash.of(word), new Slash(word, Map.of("command", "mydata")));
      case LINK ->
          List.of(
              Slash.of(word),
              new Slash(word, Map.of("code", "12345678")),
              new Slash(word, Map.of("code", "off")));
      case FORGET -> List.of(Slash.of(word), new Slash(word, Map.of("confirm", "everything")));
      case QUOTA ->
          List.of(
              Slash.of("quota show"),
              Slash.of("quota why"),
              new Slash("quota set", Map.of("amount", "20 a day", "target", member)),
              new Slash("quota add", Map.of("amount", "5", "target", member)),
              new Slash("quota reset", Map.of("user", member)));
      case LIMIT ->
          List.of(
              Slash.of("limit allow"),
              new Slash("limit count", Map.of("most", 4)),
              new Slash("limit queue", Map.of("most", 50)),
              Slash.of("limit default"));
      case BAN, MUTE, UNBAN -> List.of(new Slash(word, Map.of("user", member, "reason", "a test")));
      case BLOCKLIST ->
          List.of(
              Slash.of("blocklist list"),
              new Slash("blocklist add", Map.of("rule", "zeppelin*")),
              new Slash("blocklist test", Map.of("text", "a zeppelin")),
              new Slash("blocklist remove", Map.of("rule", "zeppelin*")));
      case SAFE -> List.of(Slash.of(word), new Slash(word, Map.of("level", "strict")));
      case RAID -> List.of(Slash.of(word), new Slash(word, Map.of("mode", "on", "expiry", "1h")));
      case PAUSE -> List.of(new Slash(word, Map.of("reason", "a test")));
      case REPORTS -> List.of(Slash.of(word), new Slash(word, Map.of("close", job)));
      case AUDIT -> List.of(Slash.of(word), new Slash(word, Map.of("since", "2 days")));
      case UNDO -> List.of(new Slash(word, Map.of("number", 1)));
      case SETTINGS ->
          List.of(
              Slash.of(word), new Slash(word, Map.of("setting", "style", "value", "watercolour")));
    };
  }
}
