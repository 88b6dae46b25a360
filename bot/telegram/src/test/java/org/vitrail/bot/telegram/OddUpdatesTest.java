package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.Right;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.network.Proxies;

/** What Telegram sends that its client library cannot build. */
@Tag("slow")
class OddUpdatesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String BACKGROUND = "{'type':{'type':'video_call'}}";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.closed(REDIS.url());
    ann = bot.telegram.user("Ann");
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    bot.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(UpdateDispatcher.class);
  }

  /**
   * An update that cannot be built, for one reason.
   *
   * @param what the log says it was
   * @param why the log says it was left out
   */
  private record Poison(String name, String update, String what, String why) {}

  private static final List<Poison> POISON =
      List.of(
          new Poison(
              "a message's number beyond int",
              "{'message':{'message_id':1099511627776,'from':%1$s,'chat':%2$s,'text':'secret'}}",
              "message/text",
              "message.message_id"),
          new Poison(
              "a message without a chat",
              "{'message':{'message_id':9,'from':%1$s,'text':'secret'}}",
              "message/text",
              "message.chat.id is missing"),
          new Poison(
              "a chat whose number is a word",
              "{'message':{'message_id':9,'from':%1$s,'chat':{'id':'secret','type':'private'},'text':'a'}}",
              "message/text",
              "message.chat"),
          new Poison(
              "a chat of no type",
              "{'message':{'message_id':9,'from':%1$s,'chat':{'id':7},'text':'secret'}}",
              "message/text",
              "message.chat.type is missing"),
          new Poison(
              "a message's number in words",
              "{'message':{'message_id':'secret','from':%1$s,'chat':%2$s,'text':'a'}}",
              "message/text",
              "message.message_id"),
          new Poison(
              "a user's number beyond long",
              "{'message':{'message_id':9,'from':{'id':1180591620717411303424,'is_bot':false,'first_name':'secret'},'chat':%2$s,'text':'a'}}",
              "message/text",
              "message.from.id"),
          new Poison(
              "a user without a name",
              "{'message':{'message_id':9,'from':{'id':7,'is_bot':false},'chat':%2$s,'text':'secret'}}",
              "message/text",
              "message.from"),
          new Poison(
              "a text that is an object",
              "{'message':{'message_id':9,'from':%1$s,'chat':%2$s,'text':{'of':'secret'}}}",
              "message/text",
              "message.text"),
          new Poison(
              "photos that are none",
              "{'message':{'message_id':9,'from':%1$s,'chat':%2$s,'photo':['secret']}}",
              "message/photo",
              "message.photo.0"),
          new Poison("a message that is a number", "{'message':5}", "message", "message"),
          new Poison(
              "a click without a person",
              "{'callback_query':{'id':'1','data':'secret'}}",
              "callback_query",
              "callback_query.from.id is missing"));

  @Test
  void an_update_that_cannot_be_built_is_left_out_and_keeps_nobody_waiting() {
    List<String> expected = new ArrayList<>();
    for (Poison poison : POISON) {
      String json =
          poison
              .update()
              .formatted(
                  "{'id':7,'is_bot':false,'first_name':'Eve'}",
                  "{'id':7,'type':'private','first_name':'Eve'}");
      int number = bot.telegram.updates().deliver(quoted(json));
      expected.add("Update %d (%s) ".formatted(number, poison.what()));
    }
    ann.says("/about");
    bot.start();

    ann.chat().awaitText("Vitrail");
    await().untilAsserted(() -> assertThat(bot.telegram.updates().waiting()).isZero());
    await().untilAsserted(() -> assertThat(log.list).hasSameSizeAs(POISON));
    for (int i = 0; i < POISON.size(); i++) {
      assertThat(log.list.get(i).getFormattedMessage())
          .as(POISON.get(i).name())
          .startsWith(expected.get(i))
          .contains(POISON.get(i).why())
          .doesNotContain("secret");
    }
    await().until(() -> bot.instance.redis().xlen("vitrail:{inbox}:telegram") == 0);
  }

  @Test
  void what_this_bot_does_not_read_keeps_nothing_from_it() {
    bot.start();
    FakeTelegramMessage background =
        ann.sends(ann.chat(), "chat_background_set", quoted(BACKGROUND)).message();
    ann.replies(background, "a red apple");
    bot.telegram
        .updates()
        .deliver(
            quoted(
                    "{'message':{'message_id':99,'date':1099511627776,'from':{'id':%1$d,'is_bot':false,'first_name':'Ann'},"
                        + "'chat':{'id':%1$d,'type':'private','first_name':'Ann'},'text':'/about'}}")
                .formatted(ann.id()));

    assertThat(((ImageTask.Draw) bot.drawNext().job().task()).prompt()).isEqualTo("a red apple");
    ann.chat().awaitMessage(hasButton("U9"));
    ann.chat().awaitText("Vitrail draws");
    assertThat(ann.chat().botMessages()).hasSize(2);
    assertThat(log.list).isEmpty();
  }

  @Test
  void updates_without_a_number_are_left_out_and_not_asked_for_without_a_pause() {
    String unnumbered = quoted("{'ok':true,'result':[{'message':{'text':'a'}}, 5]}");
    bot.telegram
        .faults()
        .next("getUpdates", new TelegramFault.Answer(200, "application/json", unnumbered));
    bot.start();
    ann.says("/about");

    ann.chat().awaitText("Vitrail");
    assertThat(bot.telegram.recorder().count("getUpdates")).isLessThan(5);
  }

  @Test
  void a_webhook_leaves_out_what_it_cannot_read_and_takes_the_next() throws IOException {
    URI address;
    try (ServerSocket free = new ServerSocket(0)) {
      address = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/telegram");
    }
    bot.telegram.updates().deliver(quoted("{'message':{'message_id':1099511627776,'text':'a'}}"));
    bot.telegram.updates().deliver(quoted("{'message':{'message_id':1,'chat':{'id':'x'}}}"));
    ann.says("/about");
    bot.startWith(
        new TelegramOptions(
            bot.telegram.token(),
            URI.create(bot.telegram.url()),
            Optional.of(new TelegramOptions.Webhook(address, address.getPort())),
            Proxies.NONE));

    ann.chat().awaitText("Vitrail");
    await().untilAsserted(() -> assertThat(log.list).hasSize(2));
    assertThat(bot.telegram.recorder().count("getUpdates")).isZero();
  }

  /** Each leads to one answer: the message was delivered, whatever the client makes of the rest. */
  @Test
  void an_answer_that_the_library_cannot_build_loses_and_repeats_nothing() {
    TelegramFault strange =
        TelegramFault.resultHolds(quoted("{'chat_background_set':" + BACKGROUND + "}"));
    TelegramFault late = TelegramFault.resultHolds(quoted("{'date':1099511627776}"));
    for (String method :
        List.of("sendMessage", "editMessageText", "editMessageMedia", "sendPhoto")) {
      bot.telegram.faults().next(method, strange, late);
    }
    bot.telegram.faults().next("getMe", TelegramFault.resultHolds("{\"new\":[1]}"));
    bot.telegram.faults().always("getFile", TelegramFault.resultHolds("{\"new\":{}}"));
    bot.start();
    ann.says("a red apple");
    bot.drawNext();
    ann.chat().awaitMessage(PATIENCE, hasButton("U9").and(FakeTelegramMessage::hasPhoto));
    await().until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
    assertThat(ann.chat().botMessages()).hasSize(1);

    ann.says("/about");
    ann.says("/queue");
    ann.chat().awaitMessages(3);
    ann.says("/styles");
    assertThat(ann.chat().awaitMessages(4)).hasSize(4);
  }

  @Test
  void an_answer_that_breaks_off_keeps_no_thread_for_ever() {
    bot.telegram
        .faults()
        .next("getMe", TelegramFault.answerBreaksOff(), TelegramFault.meaningless());
    bot.start(new RetryPauses(Duration.ofMillis(50), Duration.ofMillis(50)));
    bot.telegram
        .faults()
        .next("sendMessage", TelegramFault.answerBreaksOff())
        .next("editMessageMedia", TelegramFault.meaningless());
    ann.says("a red apple");
    bot.drawNext();

    ann.chat().awaitMessage(PATIENCE, hasButton("U9").and(FakeTelegramMessage::hasPhoto));
    await().atMost(PATIENCE).until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
  }

  @Test
  void a_member_of_a_kind_that_the_library_does_not_know_keeps_nobody_from_pictures() {
    FakeChat group = bot.telegram.supergroup("Glass").restrictsTheBot(Right.DOCUMENTS);
    bot.telegram
        .faults()
        .next("getChatMember", TelegramFault.resultHolds("{\"status\":\"guest\"}"));
    bot.start();
    ann.says(group, "/imagine a red apple");
    bot.drawNext();

    group.awaitMessage(hasButton("U9"));
  }

  /** Nothing that stands in one could be edited by it; posting once more would only repeat it. */
  @Test
  void a_delivered_message_that_has_no_usable_number_is_not_posted_again() {
    bot.telegram
        .faults()
        .always("sendMessage", TelegramFault.resultHolds("{\"message_id\":1099511627776}"));
    bot.start();
    ann.says("a red apple");
    ann.chat().awaitMessage();

    await().until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
    assertThat(ann.chat().botMessages()).hasSize(1);
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
