package org.vitrail.bot.testing.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.updates.GetUpdates;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScopeAllChatAdministrators;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScopeChat;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.vitrail.bot.testing.telegram.BotCommands.Command;

/** How people name each other and show themselves, through the unmodified client. */
class FakeTelegramPeopleTest {
  private final FakeTelegram telegram = FakeTelegram.start();
  private final FakeTelegramUser alice = telegram.user("Alice").goesBy("alice_w");
  private final FakeChat group = telegram.supergroup("Glass").hasAdministrators(alice);
  private OkHttpTelegramClient bot;

  @BeforeEach
  void connect() {
    bot = new OkHttpTelegramClient(telegram.token(), telegram.telegramUrl());
  }

  @AfterEach
  void close() {
    telegram.close();
  }

  @Test
  void an_administrator_in_the_name_of_the_group_hides_behind_a_bot_of_the_server()
      throws TelegramApiException {
    alice.saysAs(group, group, "/pause");

    Message message = received();
    assertThat(message.getFrom().getId()).isEqualTo(1_087_968_824L);
    assertThat(message.getFrom().getIsBot()).isTrue();
    assertThat(message.getSenderChat().getId()).isEqualTo(message.getChatId());
  }

  @Test
  void who_writes_in_the_name_of_a_channel_shows_the_channel_alone() throws TelegramApiException {
    FakeChat channel = telegram.channel("News");
    alice.saysAs(channel, group, "/pause");

    Message message = received();
    assertThat(message.getFrom().getId()).isEqualTo(136_817_688L);
    assertThat(message.getSenderChat().getId()).isEqualTo(channel.id()).isNegative();
    assertThat(message.getSenderChat().isChannelChat()).isTrue();
    assertThatThrownBy(() -> telegram.user("Bob").saysAs(group, group, "/pause"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_mention_by_first_name_carries_the_person_and_one_by_unique_name_does_not()
      throws TelegramApiException {
    FakeTelegramUser bob = telegram.user("Bob");
    alice.mentions(group, "/ban ", bob, " and @alice_w");

    Message message = received();
    assertThat(message.getText()).isEqualTo("/ban Bob and @alice_w");
    assertThat(message.getFrom().getUserName()).isEqualTo("alice_w");
    assertThat(message.getEntities())
        .extracting(it -> it.getType() + " " + it.getText())
        .containsExactly("bot_command /ban", "text_mention Bob", "mention @alice_w");
    assertThat(message.getEntities().get(1).getUser().getId()).isEqualTo(bob.id());
    assertThat(message.getEntities().get(2).getUser()).isNull();
  }

  @Test
  void a_bot_cannot_write_first() throws TelegramApiException {
    FakeTelegramUser bob = telegram.user("Bob").neverStartedTheBot();
    SendMessage hello = new SendMessage(Long.toString(bob.id()), "Hello");
    assertThatThrownBy(() -> bot.execute(hello))
        .hasMessageContaining("bot can't initiate conversation with a user");

    bob.says("/start");

    bot.execute(hello);
    assertThat(bob.chat().botMessages()).hasSize(1);
  }

  @Test
  void whoever_opens_a_topic_seems_to_be_answered_there() throws TelegramApiException {
    FakeChat forum = telegram.forum("Makers");
    alice.says(alice.opensTopic(forum, "Pictures"), "/help");

    Message answered = received().getReplyToMessage();
    assertThat(answered.getForumTopicCreated().getName()).isEqualTo("Pictures");
    assertThat(answered.getFrom().getId()).isEqualTo(alice.id());
  }

  @Test
  void commands_have_scopes() throws TelegramApiException {
    bot.execute(
        SetMyCommands.builder()
            .command(new BotCommand("ban", "Ban"))
            .scope(new BotCommandScopeAllChatAdministrators())
            .build());
    bot.execute(
        SetMyCommands.builder()
            .command(new BotCommand("help", "Help"))
            .scope(new BotCommandScopeChat(Long.toString(group.id())))
            .build());

    assertThat(telegram.commands().of("all_chat_administrators", ""))
        .containsExactly(new Command("ban", "Ban"));
    assertThat(telegram.commands().of("chat " + group.id(), ""))
        .containsExactly(new Command("help", "Help"));
    assertThat(telegram.commands().standard()).isEmpty();
  }

  private Message received() throws TelegramApiException {
    return bot.execute(GetUpdates.builder().offset(0).build()).get(0).getMessage();
  }
}
