package org.vitrail.bot.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.TelegramUrl;
import org.telegram.telegrambots.meta.api.methods.GetFile;
import org.telegram.telegrambots.meta.api.methods.botapimethods.BotApiMethod;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendMediaGroup;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.send.SendSticker;
import org.telegram.telegrambots.meta.api.methods.send.SendVideo;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageMedia;
import org.telegram.telegrambots.meta.api.objects.ApiResponse;
import org.telegram.telegrambots.meta.api.objects.File;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.network.OkHttpProxies;

/**
 * The Bot API over one HTTP client. It repeats nothing by itself: whether a request may be sent
 * twice is for the caller to know.
 */
final class TelegramApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelegramApi.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An upload over a slow line; a job's message waits for nobody longer. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  /** The kinds of updates that are dealt with. */
  static final List<String> UPDATES = List.of("message", "callback_query");

  static final Duration POLL = Duration.ofSeconds(25);

  private static final int MAX_REQUESTS = 64;

  private final TelegramOptions options;
  private final OkHttpClient http;
  private final OkHttpClient asking;
  private final OkHttpClient polling;
  private final OkHttpTelegramClient calls;
  private final FileReader files;

  TelegramApi(TelegramOptions options) {
    this.options = options;
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(MAX_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
    http =
        OkHttpProxies.through(options.proxies(), new OkHttpClient.Builder())
            .dispatcher(dispatcher)
            // Else a request whose answer was lost is sent again, and a message posted twice.
            .retryOnConnectionFailure(false)
            .callTimeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .readTimeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    files = new FileReader(options, http);
    asking = http.newBuilder().addInterceptor(new CallbackAnswers()).build();
    URI url = options.apiUrl();
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("http") ? 80 : 443;
    TelegramUrl server =
        TelegramUrl.builder().schema(url.getScheme()).host(url.getHost()).port(port).build();
    calls = new OkHttpTelegramClient(asking, options.token(), server);
    polling = asking.newBuilder().dispatcher(new Dispatcher()).build();
  }

  /** The server's own time, which every answer carries, whatever was asked; empty without one. */
  Optional<Instant> serverTime() {
    Request request = new Request.Builder().url(options.apiUrl().resolve("/").toString()).build();
    try (Response response = http.newCall(request).execute()) {
      return Optional.ofNullable(response.header("Date"))
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Why a call failed: the proxy, where that is the reason, else what the failure says. */
  String why(Exception failure) {
    boolean isAnswer =
        failure instanceof TelegramApiRequestException refused && refused.getApiResponse() != null;
    return isAnswer ? failure.getMessage() : options.proxies().why(options.apiUrl(), failure);
  }

  <T extends Serializable> T call(BotApiMethod<T> method) throws TelegramApiException {
    return calls.execute(method);
  }

  /** Sends what nobody waits for. */
  void send(SendChatAction action) {
    try {
      calls
          .executeAsync(action)
          .exceptionally(
              failure -> {
                LOG.debug("A message could not be acknowledged: {}", failure.getMessage());
                return false;
              });
    } catch (TelegramApiException e) {
      LOG.debug("A message could not be acknowledged: {}", e.getMessage());
    }
  }

  Message send(SendPhoto photo) throws TelegramApiException {
    return calls.execute(photo);
  }

  Message send(SendSticker sticker) throws TelegramApiException {
    return calls.execute(sticker);
  }

  Message send(SendVideo video) throws TelegramApiException {
    return calls.execute(video);
  }

  void send(SendDocument document) throws TelegramApiException {
    calls.execute(document);
  }

  void send(SendMediaGroup album) throws TelegramApiException {
    calls.execute(album);
  }

  void listenAt(SetWebhook webhook) throws TelegramApiException {
    calls.execute(webhook);
  }

  void edit(EditMessageMedia media) throws TelegramApiException {
    calls.execute(media);
  }

  /**
   * Waits for updates. They come as they are written: one that the library cannot read must not
   * keep the others away.
   *
   * @param offset the first update that is wanted; earlier ones are forgotten by the server
   */
  List<JsonNode> updates(long offset) throws TelegramApiException {
    ObjectNode question = question(offset).put("timeout", POLL.toSeconds());
    UPDATES.forEach(question.putArray("allowed_updates")::add);
    return List.copyOf(ask(polling, question).valueStream().toList());
  }

  /** Has the server forget all updates before an offset, without taking any; does not wait. */
  void confirm(long offset) throws TelegramApiException {
    ask(asking, question(offset).put("timeout", 0).put("limit", 1));
  }

  private static ObjectNode question(long offset) {
    return JSON.createObjectNode().put("offset", offset);
  }

  private JsonNode ask(OkHttpClient client, ObjectNode question) throws TelegramApiException {
    Request request =
        new Request.Builder()
            .url(options.apiUrl() + "/bot" + options.token() + "/getUpdates")
            .post(RequestBody.create(question.toString(), MediaType.get("application/json")))
            .build();
    try (Response response = client.newCall(request).execute()) {
      JsonNode answer = JSON.readTree(response.body().bytes());
      if (!answer.path("ok").asBoolean()) {
        throw new TelegramApiRequestException(
            "No updates", JSON.treeToValue(answer, ApiResponse.class));
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new TelegramApiException(e.getMessage(), e);
    }
  }

  /**
   * A file that somebody sent, from the configured server and nowhere else.
   *
   * @return at most one byte more than {@link InitImageReader#MAX_BYTES}
   * @throws IOException if it cannot be fetched
   * @throws InitImageException if it is too large to be fetched, or where this process has no way
   *     to it
   */
  byte[] file(String fileId) throws TelegramApiException, IOException, InitImageException {
    File file = calls.execute(new GetFile(fileId));
    if (file.getFileSize() != null && file.getFileSize() > InitImageReader.MAX_BYTES) {
      throw InitImageException.fileTooLarge(file.getFileSize());
    }
    return files.read(String.valueOf(file.getFilePath()));
  }

  /** Breaks off the waiting for updates. */
  void stopPolling() {
    polling.dispatcher().cancelAll();
    polling.dispatcher().executorService().shutdown();
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    stopPolling();
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
