package org.vitrail.bot.testing.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.api.methods.ActionType;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.CopyMessage;
import org.telegram.telegrambots.meta.api.methods.GetFile;
import org.telegram.telegrambots.meta.api.methods.GetMe;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChat;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChatAdministrators;
import org.telegram.telegrambots.meta.api.methods.groupadministration.GetChatMember;
import org.telegram.telegrambots.meta.api.methods.groupadministration.LeaveChat;
import org.telegram.telegrambots.meta.api.methods.reactions.SetMessageReaction;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendMediaGroup;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.updates.GetUpdates;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.DeleteMessage;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageCaption;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageMedia;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.File;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.ReplyParameters;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.api.objects.chat.ChatFullInfo;
import org.telegram.telegrambots.meta.api.objects.chatmember.ChatMember;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;
import org.telegram.telegrambots.meta.api.objects.commands.scope.BotCommandScopeAllGroupChats;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.api.objects.reactions.ReactionTypeEmoji;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;

/** What people and the bot do to each other, through the unmodified client. */
@Timeout(30)
class FakeTelegramTest {
  private final FakeTelegram telegram = FakeTelegram.start();
  private final FakeTelegramUser alice = telegram.user("Alice", "de");
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
  void the_bot_learns_its_own_name() throws TelegramApiException {
    assertThat(bot.execute(new GetMe()))
        .satisfies(me -> assertThat(me.getId()).isEqualTo(telegram.botId()))
        .satisfies(me -> assertThat(me.getUserName()).isEqualTo(telegram.botUserName()));
  }

  @Test
  void a_command_arrives_with_its_entity_and_with_ids_that_no_double_holds()
      throws TelegramApiException {
    alice.says("/imagine a red apple");

    Message message = onlyUpdate().getMessage();
    assertThat(message.getText()).isEqualTo("/imagine a red apple");
    assertThat(message.getEntities())
        .singleElement()
        .satisfies(it -> assertThat(it.getType()).isEqualTo("bot_command"))
        .satisfies(it -> assertThat(it.getText()).isEqualTo("/imagine"));
    assertThat(message.getChatId()).isEqualTo(alice.id()).isGreaterThan(1L << 53);
    assertThat(message.getFrom().getLanguageCode()).isEqualTo("de");
    assertThat(message.isUserMessage()).isTrue();
  }

  @Test
  void a_text_message_is_edited_and_becomes_a_photo() throws TelegramApiException {
    Message sent =
        bot.execute(
            SendMessage.builder()
                .chatId(alice.id())
                .text("<b>Waiting</b> &amp; hoping")
                .parseMode("HTML")
                .replyMarkup(SampleUpdates.button("Cancel", "cancel:1"))
                .build());
    bot.execute(
        EditMessageText.builder()
            .chatId(alice.id())
            .messageId(sent.getMessageId())
            .text("Drawing")
            .build());
    byte[] picture = SampleUpdates.png(64, 48);
    EditMessageMedia toPhoto =
        EditMessageMedia.builder()
            .chatId(alice.id())
            .messageId(sent.getMessageId())
            .media(SampleUpdates.media(picture, "apple.png"))
            .replyMarkup(SampleUpdates.button("Again", "again:1"))
            .build();
    toPhoto.getMedia().setCaption("Done");

    Message edited = (Message) bot.execute(toPhoto);

    assertThat(edited.hasPhoto()).isTrue();
    assertThat(edited.getPhoto().get(0).getWidth()).isEqualTo(64);
    FakeTelegramMessage message = alice.chat().lastBotMessage();
    assertThat(message.file()).isEqualTo(picture);
    assertThat(message.text()).isEqualTo("Done");
    assertThat(message.buttons())
        .isEqualTo(List.of(List.of(new KeyboardButton("Again", "again:1", ""))));
    assertThat(message.edits())
        .extracting(FakeTelegramMessage.Edit::text)
        .containsExactly("Drawing", "Done");
    assertThat(message.edits().get(0).buttons()).isEmpty();
  }

  @Test
  void a_pressed_button_reaches_the_bot_and_its_answer_is_timed() throws TelegramApiException {
    bot.execute(
        SendMessage.builder()
            .chatId(alice.id())
            .text("Ready?")
            .replyMarkup(SampleUpdates.button("Again", "again:1"))
            .build());

    Click click = alice.clicks(alice.chat(), "Again");
    Update update = onlyUpdate();
    assertThat(update.getUpdateId()).isEqualTo(click.updateId());
    assertThat(update.getCallbackQuery().getData()).isEqualTo("again:1");
    assertThat(((Message) update.getCallbackQuery().getMessage()).getText()).isEqualTo("Ready?");
    assertThat(click.isAnswered()).isFalse();
    bot.execute(
        AnswerCallbackQuery.builder()
            .callbackQueryId(update.getCallbackQuery().getId())
            .text("At once")
            .showAlert(true)
            .build());

    assertThat(click.answeredAfter()).isPositive().isLessThan(Duration.ofSeconds(10));
    assertThat(click.answerText()).isEqualTo("At once");
    assertThat(click.isAlert()).isTrue();
    assertThatThrownBy(() -> alice.clicks(alice.chat(), "Stop")).hasMessageContaining("No button");
    click.expires();
    assertThatThrownBy(() -> bot.execute(new AnswerCallbackQuery(click.id())))
        .hasMessageContaining("[400] Bad Request: query is too old");
  }

  @Test
  void the_button_of_a_deleted_message_comes_without_the_message() throws TelegramApiException {
    Message sent = say("Gone soon");
    FakeTelegramMessage message = alice.chat().lastBotMessage();
    bot.execute(new DeleteMessage(sent.getChatId().toString(), sent.getMessageId()));
    alice.clicksData(message, "cancel:1");

    assertThat(message.isDeleted()).isTrue();
    assertThat(alice.chat().botMessages()).isEmpty();
    assertThat(onlyUpdate().getCallbackQuery().getMessage())
        .isNotInstanceOf(Message.class)
        .satisfies(it -> assertThat(it.getMessageId()).isEqualTo(sent.getMessageId()));
  }

  @Test
  void a_photo_with_a_caption_can_be_fetched() throws TelegramApiException, IOException {
    byte[] picture = SampleUpdates.png(800, 600);
    alice.sendsPhoto(alice.chat(), picture, "/imagine like this");

    Message message = onlyUpdate().getMessage();
    assertThat(message.getCaption()).isEqualTo("/imagine like this");
    assertThat(message.getCaptionEntities().get(0).getType()).isEqualTo("bot_command");
    assertThat(message.getPhoto()).extracting(it -> it.getWidth()).containsExactly(90, 320, 800);
    File file = bot.execute(new GetFile(message.getPhoto().get(2).getFileId()));
    assertThat(file.getFileSize()).isEqualTo(picture.length);
    String url = telegram.url() + "/file/bot" + telegram.token() + "/" + file.getFilePath();
    assertThat(fetch(url)).isEqualTo(picture);
    telegram.expiresFileAddresses();
    assertThatThrownBy(() -> fetch(url)).hasMessage("404");
  }

  @Test
  void a_large_document_is_announced_but_not_given_out() throws TelegramApiException {
    alice.sendsDocument(alice.chat(), new byte[20 * 1024 * 1024 + 1], "image/png", "");

    Message message = onlyUpdate().getMessage();
    assertThat(message.getDocument().getMimeType()).isEqualTo("image/png");
    assertThat(message.getDocument().getFileSize()).isGreaterThan(20 * 1024 * 1024);
    assertThatThrownBy(() -> bot.execute(new GetFile(message.getDocument().getFileId())))
        .hasMessageContaining("[400] Bad Request: file is too big");
  }

  @Test
  void an_album_is_several_messages_with_one_id() throws TelegramApiException {
    List<Message> sent =
        bot.execute(
            SendMediaGroup.builder()
                .chatId(alice.id())
                .medias(
                    List.of(
                        SampleUpdates.media(SampleUpdates.png(10, 10), "1.png"),
                        SampleUpdates.media(SampleUpdates.png(20, 20), "2.png")))
                .build());

    assertThat(sent).extracting(Message::getMediaGroupId).doesNotContainNull();
    assertThat(alice.chat().botMessages())
        .extracting(FakeTelegramMessage::file)
        .containsExactly(SampleUpdates.png(10, 10), SampleUpdates.png(20, 20));
    assertThat(alice.chat().botMessages())
        .extracting(FakeTelegramMessage::albumId)
        .hasSize(2)
        .containsOnly(sent.get(0).getMediaGroupId());
  }

  @Test
  void a_topic_is_kept_apart_until_it_closes_or_goes() throws TelegramApiException {
    FakeChat forum = telegram.forum("Painters");
    FakeTopic topic = forum.topic("Apples");
    SentMessage asked = alice.says(topic, "/imagine an apple");

    Message message = onlyUpdate().getMessage();
    assertThat(message.getIsTopicMessage()).isTrue();
    assertThat(message.getMessageThreadId()).isEqualTo(topic.threadId());
    assertThat(message.getReplyToMessage().getForumTopicCreated().getName()).isEqualTo("Apples");
    SendMessage.SendMessageBuilder<?, ?> answer =
        SendMessage.builder().chatId(forum.id()).text("Yes").messageThreadId(topic.threadId());
    bot.execute(answer.replyToMessageId(message.getMessageId()).build());
    assertThat(topic.messages())
        .filteredOn(FakeTelegramMessage::isFromBot)
        .singleElement()
        .satisfies(it -> assertThat(it.replyToId()).isEqualTo(asked.message().id()));

    topic.closes();
    assertThatThrownBy(() -> bot.execute(answer.build())).hasMessageContaining("TOPIC_CLOSED");
    topic.isDeleted();
    assertThatThrownBy(() -> bot.execute(answer.build()))
        .hasMessageContaining("[400] Bad Request: message thread not found");
  }

  @Test
  void a_reply_and_a_mention_show_what_they_are_about() throws TelegramApiException {
    FakeChat group = telegram.group("Friends");
    say(group, "Which one?");
    alice.replies(group.lastBotMessage(), "the first");
    alice.says(group, "@vitrail_bot draw an apple");
    SentMessage chat = alice.says(group, "nothing for the bot");

    List<Update> updates = updates(0);
    assertThat(updates).hasSize(2);
    assertThat(updates.get(0).getMessage().getReplyToMessage().getText()).isEqualTo("Which one?");
    assertThat(updates.get(0).getMessage().isGroupMessage()).isTrue();
    assertThat(updates.get(1).getMessage().getEntities().get(0).getType()).isEqualTo("mention");
    assertThat(chat.isForTheBot()).isFalse();
  }

  @Test
  void rights_are_told_and_enforced() throws TelegramApiException {
    FakeTelegramUser bob = telegram.user("Bob");
    FakeChat group = telegram.supergroup("Museum").hasAdministrators(bob).forbids(Right.PHOTOS);

    ChatFullInfo info = bot.execute(new GetChat(Long.toString(group.id())));
    assertThat(info.getPermissions().getCanSendPhotos()).isFalse();
    assertThat(info.getPermissions().getCanSendMessages()).isTrue();
    assertThat(bot.execute(new GetChatAdministrators(Long.toString(group.id()))))
        .extracting(it -> it.getUser().getId())
        .containsExactly(bob.id());
    assertThat(botMember(group).getStatus()).isEqualTo("member");
    assertThatThrownBy(() -> sendPhoto(group, SampleUpdates.png(8, 8)))
        .hasMessageContaining("[400] Bad Request: not enough rights to send photos to the chat");
    group.promotesTheBot();
    assertThat(botMember(group).getStatus()).isEqualTo("administrator");
    sendPhoto(group, SampleUpdates.png(8, 8));
    group.restrictsTheBot(Right.MESSAGES);
    assertThat(botMember(group).getStatus()).isEqualTo("restricted");
    assertThatThrownBy(() -> say(group, "Hello"))
        .hasMessageContaining("not enough rights to send text messages to the chat");
  }

  @Test
  void chats_that_cannot_be_written_to_say_why() throws TelegramApiException {
    FakeChat group = telegram.group("Friends");
    FakeChat gone = telegram.group("Gone").disappears();
    alice.blocksTheBot();

    assertThatThrownBy(() -> say("Hello"))
        .hasMessageContaining("[403] Forbidden: bot was blocked by the user");
    assertThatThrownBy(() -> say(gone, "Hello"))
        .hasMessageContaining("[400] Bad Request: chat not found");
    FakeChat supergroup = group.isUpgraded();
    assertThatThrownBy(() -> say(group, "Hello"))
        .hasMessageContaining("[400] Bad Request: group chat was upgraded to a supergroup chat")
        .extracting("parameters.migrateToChatId")
        .isEqualTo(supergroup.id());
    say(supergroup, "Hello");
    supergroup.kicksTheBot();
    assertThatThrownBy(() -> say(supergroup, "Hello"))
        .hasMessageContaining("[403] Forbidden: bot was kicked from the supergroup chat");
    supergroup.addsTheBot();
    bot.execute(new LeaveChat(Long.toString(supergroup.id())));
    assertThatThrownBy(() -> say(supergroup, "Hello"))
        .hasMessageContaining("[403] Forbidden: bot is not a member of the supergroup chat");
    assertThat(updates(0))
        .filteredOn(it -> it.getMyChatMember() != null)
        .extracting(it -> it.getMyChatMember().getNewChatMember().getStatus())
        .containsExactly("kicked", "kicked", "member", "left");
    assertThat(updates(0))
        .filteredOn(it -> it.hasMessage() && it.getMessage().getMigrateToChatId() != null)
        .hasSize(1);
  }

  @Test
  void the_first_sign_of_the_bot_is_timed() throws TelegramApiException {
    SentMessage sent = alice.says("/imagine an apple");
    assertThat(sent.isAcknowledged()).isFalse();
    bot.execute(new SendChatAction(Long.toString(alice.id()), ActionType.UPLOAD_PHOTO.toString()));
    bot.execute(
        SetMessageReaction.builder()
            .chatId(alice.id())
            .messageId(sent.message().id())
            .reactionTypes(List.of(ReactionTypeEmoji.builder().emoji("👀").build()))
            .build());

    assertThat(sent.acknowledgedAfter()).isPositive().isLessThan(Duration.ofSeconds(10));
    assertThat(alice.chat().chatActions()).containsExactly("upload_photo");
    assertThat(sent.message().reactions()).containsExactly("👀");
  }

  @Test
  void commands_are_kept_per_scope_and_language() throws TelegramApiException {
    bot.execute(SetMyCommands.builder().command(new BotCommand("imagine", "Draws")).build());
    bot.execute(
        SetMyCommands.builder()
            .command(new BotCommand("imagine", "Zeichnet"))
            .scope(new BotCommandScopeAllGroupChats())
            .languageCode("de")
            .build());

    assertThat(telegram.commands().standard())
        .containsExactly(new BotCommands.Command("imagine", "Draws"));
    assertThat(telegram.commands().of("all_group_chats", "de"))
        .containsExactly(new BotCommands.Command("imagine", "Zeichnet"));
    assertThatThrownBy(
            () ->
                bot.execute(
                    SetMyCommands.builder().command(new BotCommand("Imagine", "Draws")).build()))
        .hasMessageContaining("BOT_COMMAND_INVALID");
  }

  @Test
  void what_the_server_would_not_take_is_refused() throws TelegramApiException {
    Message text = say("Hello");
    assertRefused("message is too long", () -> say("x".repeat(4097)));
    assertRefused(
        "can't parse entities: Unsupported start tag \"red\"", () -> sayHtml("a <red> b"));
    assertRefused("can't parse entities: Unescaped character '&'", () -> sayHtml("cats & dogs"));
    assertRefused("IMAGE_PROCESS_FAILED", () -> sendPhoto(alice.chat(), "no image".getBytes()));
    assertRefused(
        "PHOTO_INVALID_DIMENSIONS", () -> sendPhoto(alice.chat(), SampleUpdates.png(9999, 10)));
    assertRefused(
        "is too big for a photo; the maximum size is 10485760 bytes",
        () -> sendPhoto(alice.chat(), new byte[10 * 1024 * 1024 + 1]));
    assertRefused(
        "message caption is too long",
        () ->
            bot.execute(
                SendDocument.builder()
                    .chatId(alice.id())
                    .document(SampleUpdates.file(new byte[1], "a.txt"))
                    .caption("x".repeat(1025))
                    .build()));
    assertRefused(
        "BUTTON_DATA_INVALID",
        () ->
            bot.execute(
                SendMessage.builder()
                    .chatId(alice.id())
                    .text("?")
                    .replyMarkup(SampleUpdates.button("Again", "ü".repeat(33)))
                    .build()));
    assertRefused("message is not modified", () -> edit(text.getMessageId(), "Hello"));
    assertRefused("message to edit not found", () -> edit(99, "Hello"));
    assertRefused(
        "message can't be edited", () -> edit(alice.says("mine").message().id(), "Hello"));
    assertRefused(
        "there is no caption in the message to edit",
        () ->
            bot.execute(
                EditMessageCaption.builder()
                    .chatId(alice.id())
                    .messageId(text.getMessageId())
                    .caption("Hello")
                    .build()));
    assertRefused("message to be replied not found", () -> bot.execute(reply(99, false)));
    assertThat(bot.execute(reply(99, true)).getReplyToMessage()).isNull();
  }

  @Test
  void a_document_above_50_mb_does_not_pass_the_door() {
    assertThatThrownBy(
            () ->
                bot.execute(
                    SendDocument.builder()
                        .chatId(alice.id())
                        .document(SampleUpdates.file(new byte[50 * 1024 * 1024 + 1], "big.bin"))
                        .build()))
        .hasMessageContaining("[413] Request Entity Too Large");
  }

  @Test
  void a_photo_is_sent_again_by_its_id_and_copied() throws TelegramApiException {
    FakeChat group = telegram.group("Friends");
    Message first = sendPhoto(alice.chat(), SampleUpdates.png(30, 30));
    String id = first.getPhoto().get(0).getFileId();
    bot.execute(SendPhoto.builder().chatId(group.id()).photo(new InputFile(id)).build());
    bot.execute(
        CopyMessage.builder()
            .chatId(group.id())
            .fromChatId(alice.id())
            .messageId(first.getMessageId())
            .caption("a copy")
            .build());

    assertThat(group.botMessages())
        .extracting(FakeTelegramMessage::file)
        .containsExactly(SampleUpdates.png(30, 30), SampleUpdates.png(30, 30));
    assertThat(group.lastBotMessage().text()).isEqualTo("a copy");
  }

  @Test
  void an_offset_confirms_what_is_below_it() throws TelegramApiException {
    List<Integer> ids =
        IntStream.rangeClosed(1, 3).mapToObj(i -> alice.says("text " + i).updateId()).toList();

    assertThat(updates(0)).extracting(Update::getUpdateId).isEqualTo(ids);
    assertThat(updates(0)).extracting(Update::getUpdateId).isEqualTo(ids);
    assertThat(updates(ids.get(1))).extracting(Update::getUpdateId).isEqualTo(ids.subList(1, 3));
    assertThat(updates(0)).extracting(Update::getUpdateId).isEqualTo(ids.subList(1, 3));
    assertThat(updates(-1)).extracting(Update::getUpdateId).isEqualTo(ids.subList(2, 3));
    assertThat(telegram.updates().waiting()).isOne();
  }

  private interface Call {
    Object execute() throws TelegramApiException;
  }

  private static void assertRefused(String reason, Call call) {
    assertThatThrownBy(call::execute)
        .hasMessageContaining("[400] Bad Request: ")
        .hasMessageContaining(reason);
  }

  private Message say(String text) throws TelegramApiException {
    return say(alice.chat(), text);
  }

  private Message say(FakeChat chat, String text) throws TelegramApiException {
    return bot.execute(new SendMessage(Long.toString(chat.id()), text));
  }

  private Message sayHtml(String html) throws TelegramApiException {
    return bot.execute(
        SendMessage.builder().chatId(alice.id()).text(html).parseMode("HTML").build());
  }

  private SendMessage reply(int messageId, boolean evenWithout) {
    return SendMessage.builder()
        .chatId(alice.id())
        .text("Hello")
        .replyParameters(
            ReplyParameters.builder()
                .messageId(messageId)
                .allowSendingWithoutReply(evenWithout)
                .build())
        .build();
  }

  private Object edit(int messageId, String text) throws TelegramApiException {
    return bot.execute(
        EditMessageText.builder().chatId(alice.id()).messageId(messageId).text(text).build());
  }

  private Message sendPhoto(FakeChat chat, byte[] picture) throws TelegramApiException {
    return bot.execute(
        SendPhoto.builder().chatId(chat.id()).photo(SampleUpdates.file(picture, "p.png")).build());
  }

  private ChatMember botMember(FakeChat chat) throws TelegramApiException {
    return bot.execute(new GetChatMember(Long.toString(chat.id()), telegram.botId()));
  }

  private Update onlyUpdate() throws TelegramApiException {
    List<Update> updates = updates(0);
    assertThat(updates).hasSize(1);
    return updates.get(0);
  }

  private List<Update> updates(int offset) throws TelegramApiException {
    return bot.execute(GetUpdates.builder().offset(offset).build());
  }

  private static byte[] fetch(String url) throws IOException {
    OkHttpClient client = new OkHttpClient();
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException(Integer.toString(response.code()));
      }
      return response.body().bytes();
    }
  }
}
