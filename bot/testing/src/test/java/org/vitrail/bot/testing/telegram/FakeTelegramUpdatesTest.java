package org.vitrail.bot.testing.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.updates.DeleteWebhook;
import org.telegram.telegrambots.meta.api.methods.updates.GetUpdates;
import org.telegram.telegrambots.meta.api.methods.updates.GetWebhookInfo;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;

/** In which ways updates reach a bot. */
@Tag("slow")
@Timeout(60)
class FakeTelegramUpdatesTest {
  private final FakeTelegram telegram = FakeTelegram.start();
  private final FakeTelegramUser alice = telegram.user("Alice");
  private final OkHttpTelegramClient bot =
      new OkHttpTelegramClient(telegram.token(), telegram.telegramUrl());

  @AfterEach
  void close() {
    telegram.close();
  }

  @Test
  void an_update_is_delivered_twice_even_if_it_was_confirmed() throws TelegramApiException {
    SentMessage sent = alice.says("hello");
    telegram.updates().deliverTwice(sent);

    assertThat(poll(0)).containsExactly(sent.updateId());
    assertThat(poll(sent.updateId() + 1)).containsExactly(sent.updateId());
    assertThat(poll(sent.updateId() + 1)).isEmpty();
    telegram.updates().deliverTwice(sent);
    assertThat(poll(sent.updateId() + 1)).containsExactly(sent.updateId());
    assertThat(poll(sent.updateId() + 1)).isEmpty();
  }

  @Test
  void updates_come_in_the_order_of_choice() throws TelegramApiException {
    telegram.updates().hold();
    List<Integer> ids =
        IntStream.rangeClosed(1, 3).mapToObj(i -> alice.says("text " + i).updateId()).toList();
    assertThat(poll(0)).isEmpty();
    telegram.updates().deliverInOrder(3, 1, 2);

    assertThat(poll(0)).containsExactly(ids.get(2), ids.get(0), ids.get(1));
    assertThat(poll(ids.get(2) + 1)).isEmpty();
  }

  @Test
  void only_wanted_kinds_are_kept() throws TelegramApiException {
    bot.execute(GetUpdates.builder().allowedUpdates(List.of("callback_query")).build());

    assertThat(alice.says("hello").isForTheBot()).isFalse();
    assertThat(telegram.updates().waiting()).isZero();
  }

  @Test
  void a_webhook_gets_the_secret_and_every_update_until_it_takes_it() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    List<String> secrets = new CopyOnWriteArrayList<>();
    ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>(List.of(500, 200, 200));
    HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    hook.createContext(
        "/hook",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes()));
          secrets.add(exchange.getRequestHeaders().getFirst("X-Telegram-Bot-Api-Secret-Token"));
          exchange.sendResponseHeaders(statuses.remove(), -1);
          exchange.close();
        });
    hook.start();
    try {
      String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
      bot.execute(SetWebhook.builder().url(url).secretToken("s3cret").build());
      SentMessage first = alice.says("one");
      SentMessage second = alice.says("two");

      await().until(() -> bodies.size() == 3 && telegram.updates().waiting() == 0);
      assertThat(bodies)
          .extracting(it -> updateId(it))
          .containsExactly(first.updateId(), first.updateId(), second.updateId());
      assertThat(secrets).containsOnly("s3cret");
      assertThat(bot.execute(new GetWebhookInfo()).getUrl()).isEqualTo(url);
      assertThat(telegram.webhook().orElseThrow().lastError())
          .hasValueSatisfying(it -> assertThat(it).contains("500"));
      assertThatThrownBy(() -> poll(0))
          .hasMessageContaining("[409] Conflict: can't use getUpdates");
      bot.execute(new DeleteWebhook());
      assertThat(telegram.webhook()).isEmpty();
      assertThat(poll(0)).isEmpty();
    } finally {
      hook.stop(0);
    }
  }

  @Test
  @Tag("slow")
  void five_hundred_people_are_answered_at_once() throws Exception {
    List<FakeTelegramUser> people =
        IntStream.range(0, 500).mapToObj(i -> telegram.user("Person " + i)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      people.forEach(it -> threads.execute(() -> it.says("/imagine " + it.firstName())));
      List<Update> received = new ArrayList<>();
      int offset = 0;
      while (received.size() < people.size()) {
        List<Update> batch = bot.execute(GetUpdates.builder().offset(offset).timeout(5).build());
        received.addAll(batch);
        offset = batch.get(batch.size() - 1).getUpdateId() + 1;
      }
      for (Update update : received) {
        String chatId = update.getMessage().getChatId().toString();
        threads.execute(() -> send(chatId, "For " + update.getMessage().getFrom().getFirstName()));
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(40, TimeUnit.SECONDS)).isTrue();
    }

    Set<String> answers =
        people.stream().map(it -> it.chat().lastBotMessage().text()).collect(Collectors.toSet());
    assertThat(answers).hasSize(500);
    assertThat(people)
        .allSatisfy(
            it -> assertThat(it.chat().lastBotMessage().text()).isEqualTo("For " + it.firstName()));
    assertThat(telegram.recorder().count("sendMessage")).isEqualTo(500);
    assertThat(telegram.recorder().answeredWith(200)).hasSizeGreaterThan(500);
  }

  private void send(String chatId, String text) {
    try {
      bot.execute(new SendMessage(chatId, text));
    } catch (TelegramApiException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private List<Integer> poll(int offset) throws TelegramApiException {
    return bot.execute(GetUpdates.builder().offset(offset).build()).stream()
        .map(Update::getUpdateId)
        .toList();
  }

  private static int updateId(String body) {
    try {
      return ApiCall.MAPPER.readTree(body).path("update_id").asInt();
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
