package org.vitrail.bot.testing.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.api.methods.GetMe;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.updates.GetUpdates;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/** How the server misbehaves when told to, and how that looks through the unmodified client. */
@Timeout(30)
class FakeTelegramFaultsTest {
  private final FakeTelegram telegram = FakeTelegram.start();
  private final FakeTelegramUser alice = telegram.user("Alice");
  private final OkHttpClient http =
      new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
  private final OkHttpTelegramClient bot =
      new OkHttpTelegramClient(http, telegram.token(), telegram.telegramUrl());

  @AfterEach
  void close() {
    telegram.close();
    http.dispatcher().executorService().shutdown();
  }

  @Test
  void too_many_requests_say_when_to_come_back() throws TelegramApiException {
    telegram.faults().next("sendMessage", TelegramFault.tooManyRequests(3));

    TelegramApiRequestException refused = refusal();
    assertThat(refused.getErrorCode()).isEqualTo(429);
    assertThat(refused.getParameters().getRetryAfter()).isEqualTo(3);
    assertThat(alice.chat().botMessages()).isEmpty();
    say("now");
    assertThat(alice.chat().lastBotMessage().text()).isEqualTo("now");
    assertThat(telegram.recorder().of("sendMessage"))
        .extracting(TelegramRecordedRequest::status)
        .containsExactly(429, 200);
  }

  @Test
  void a_page_instead_of_json_has_no_error_code() {
    telegram.faults().next("sendMessage", TelegramFault.html(502));

    TelegramApiRequestException refused = refusal();
    assertThat(refused.getErrorCode()).isZero();
    assertThat(refused)
        .hasMessage("Unable to deserialize response")
        .cause()
        .isInstanceOf(IOException.class);
  }

  @Test
  void answers_of_the_servers_own_keep_their_code() {
    telegram
        .faults()
        .next(
            "sendMessage",
            TelegramFault.status(502),
            TelegramFault.tooLarge(),
            TelegramFault.unauthorized());

    assertThat(refusal().getErrorCode()).isEqualTo(502);
    assertThat(refusal().getErrorCode()).isEqualTo(413);
    assertThat(refusal().getErrorCode()).isEqualTo(401);
    assertThat(telegram.faults().remaining()).isZero();
  }

  @Test
  void a_cut_upload_leaves_nothing_behind() {
    telegram.faults().next("sendPhoto", TelegramFault.cut());

    assertThatThrownBy(() -> sendPhoto(2_000_000))
        .isInstanceOf(TelegramApiException.class)
        .isNotInstanceOf(TelegramApiRequestException.class)
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(alice.chat().botMessages()).isEmpty();
    assertThat(telegram.recorder().answeredWith(0)).hasSize(1);
  }

  @Test
  void a_lost_answer_does_not_undo_the_message() throws TelegramApiException {
    say("one");
    telegram.faults().next("sendMessage", TelegramFault.appliedButUnanswered());

    assertThatThrownBy(() -> say("two")).hasRootCauseInstanceOf(IOException.class);
    assertThat(alice.chat().botMessages())
        .extracting(FakeTelegramMessage::text)
        .containsExactly("one", "two");
  }

  @Test
  void the_clients_own_http_client_repeats_a_message_whose_answer_was_lost()
      throws TelegramApiException {
    OkHttpTelegramClient careless =
        new OkHttpTelegramClient(telegram.token(), telegram.telegramUrl());
    careless.execute(new SendMessage(Long.toString(alice.id()), "one"));
    telegram.faults().next("sendMessage", TelegramFault.appliedButUnanswered());
    careless.execute(new SendMessage(Long.toString(alice.id()), "two"));

    assertThat(alice.chat().botMessages())
        .extracting(FakeTelegramMessage::text)
        .containsExactly("one", "two", "two");
  }

  @Test
  void slow_and_delayed_requests_take_effect_in_the_end() throws TelegramApiException {
    telegram.faults().next("sendPhoto", TelegramFault.slow(Duration.ofMillis(400)));
    telegram.faults().next("sendMessage", TelegramFault.delayed(Duration.ofMillis(300)));

    long start = System.nanoTime();
    sendPhoto(0);
    say("late");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    assertThat(alice.chat().botMessages()).hasSize(2);
  }

  @Test
  void an_asynchronous_call_fails_with_the_bare_cause() throws Exception {
    telegram.faults().next("getMe", TelegramFault.cut(), TelegramFault.tooManyRequests(1));

    assertThatThrownBy(() -> bot.executeAsync(new GetMe()).get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> bot.executeAsync(new GetMe()).get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TelegramApiRequestException.class);
  }

  @Test
  void a_wrong_token_and_an_unknown_method_are_told_apart() throws IOException {
    OkHttpTelegramClient stranger = new OkHttpTelegramClient("1:x", telegram.telegramUrl());

    assertThatThrownBy(() -> stranger.execute(new GetMe()))
        .hasMessageContaining("[401] Unauthorized");
    Request unknown =
        new Request.Builder()
            .url(telegram.url() + "/bot" + telegram.token() + "/sendNothing")
            .build();
    try (Response response = http.newCall(unknown).execute()) {
      assertThat(response.code()).isEqualTo(404);
      assertThat(response.body().string()).contains("\"error_code\":404");
    }
  }

  @Test
  void a_fault_for_polling_reaches_a_bot_that_polls_already() throws Exception {
    var waiting = bot.executeAsync(GetUpdates.builder().timeout(20).build());
    await().until(telegram.updates()::isPolled);
    telegram.faults().next("getUpdates", TelegramFault.conflict());

    assertThat(waiting.get(5, TimeUnit.SECONDS)).isEmpty();
    assertThatThrownBy(() -> bot.execute(GetUpdates.builder().timeout(20).build()))
        .hasMessageContaining("[409] Conflict: terminated by other getUpdates request");
  }

  @Test
  void of_two_bots_that_poll_the_earlier_is_sent_away() throws Exception {
    var earlier = bot.executeAsync(GetUpdates.builder().timeout(20).build());
    await().until(telegram.updates()::isPolled);
    var later = bot.executeAsync(GetUpdates.builder().timeout(20).build());

    assertThatThrownBy(() -> earlier.get(5, TimeUnit.SECONDS))
        .hasMessageContaining("[409] Conflict: terminated by other getUpdates request");
    alice.says("hello");
    assertThat(later.get(5, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void the_limits_of_a_chat_are_enforced_and_counted() throws TelegramApiException {
    telegram.enforceLimits();
    FakeChat group = telegram.group("Friends");
    for (int i = 0; i < 5; i++) {
      bot.execute(new SendMessage(Long.toString(group.id()), "text " + i));
    }

    TelegramApiRequestException refused =
        catchThrowableOfType(
            TelegramApiRequestException.class,
            () -> bot.execute(new SendMessage(Long.toString(group.id()), "one more")));
    assertThat(refused.getErrorCode()).isEqualTo(429);
    assertThat(refused.getParameters().getRetryAfter()).isBetween(1, 5);
    say("another chat");
    assertThat(telegram.recorder().refusedByLimits()).isOne();
    assertThat(telegram.recorder().mostMessages(group, Duration.ofMinutes(1))).isEqualTo(6);
    assertThat(telegram.recorder().mostMessages(Duration.ofMinutes(1))).isEqualTo(7);
  }

  @Test
  void a_server_that_went_down_comes_back_with_what_people_wrote() throws TelegramApiException {
    telegram.goesDown();
    alice.says("are you there?");

    assertThatThrownBy(() -> say("no")).hasRootCauseInstanceOf(ConnectException.class);
    telegram.comesBack();
    assertThat(bot.execute(new GetUpdates())).hasSize(1);
  }

  private TelegramApiRequestException refusal() {
    return catchThrowableOfType(TelegramApiRequestException.class, () -> say("x"));
  }

  private void say(String text) throws TelegramApiException {
    bot.execute(new SendMessage(Long.toString(alice.id()), text));
  }

  private void sendPhoto(int surplusBytes) throws TelegramApiException {
    byte[] png = SampleUpdates.png(64, 64);
    byte[] padded = Arrays.copyOf(png, png.length + surplusBytes);
    bot.execute(
        SendPhoto.builder().chatId(alice.id()).photo(SampleUpdates.file(padded, "p.png")).build());
  }
}
