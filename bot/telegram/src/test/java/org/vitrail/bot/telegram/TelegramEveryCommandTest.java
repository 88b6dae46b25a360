package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.TypedCommands;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Each command typed in a chat: whatever it is, somebody answers, and knows what it is. */
@Tag("slow")
class TelegramEveryCommandTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** One for all: each test has people and groups of its own, over an emptied Redis. */
  private static TelegramTestBot bot;

  private FakeTelegramUser ann;
  private FakeTelegramUser mo;
  private FakeChat group;

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = TelegramTestBot.open(REDIS.url());
    }
    bot.worker().ready();
    ann = bot.telegram.user("Ann");
    mo = bot.telegram.user("Mo");
    group = bot.telegram.supergroup("Glass").hasAdministrators(mo);
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  @ParameterizedTest
  @MethodSource("forEverybody")
  void somebody_alone_with_the_bot_is_answered(CommandSpec name) {
    everyLineIsAnswered(name, ann, ann.chat());
  }

  static Stream<CommandSpec> forEverybody() {
    return Stream.of(CommandSpec.values()).filter(name -> !name.isForModerators());
  }

  @ParameterizedTest
  @EnumSource(CommandSpec.class)
  void an_administrator_is_answered(CommandSpec name) {
    everyLineIsAnswered(name, mo, group);
  }

  private static void everyLineIsAnswered(CommandSpec name, FakeTelegramUser who, FakeChat where) {
    String job = TypedCommands.nameJobs(name) ? drawn(who, where) : "";
    for (String line : TypedCommands.of(name, job)) {
      int asked = who.says(where, line).message().id();

      FakeTelegramMessage answer =
          await()
              .alias(line + " is answered")
              .until(
                  () ->
                      where.botMessages().stream()
                          .filter(it -> it.replyToId() == asked)
                          .findFirst()
                          .orElse(null),
                  it -> it != null);
      assertThat(answer.text()).as(line).isNotBlank().doesNotContain("went wrong");
    }
  }

  private static String drawn(FakeTelegramUser who, FakeChat where) {
    who.says(where, "/imagine a red apple");
    String job = bot.drawNext().job().id();
    where.awaitMessage(hasButton("U1").and(it -> it.text().contains(job)));
    return job;
  }
}
