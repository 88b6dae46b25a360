package org.vitrail.bot.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Serves the page and the interface behind it until it is closed; every decision about a request
 * for pictures is the bot service's.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int RECENT_JOBS = 50;

  /** Far above the longest prompt, far below what could hurt. */
  private static final int LARGEST_REQUEST_BYTES = 64 * 1024;

  /** A slow line brings the longest request in a third of it. */
  static final Duration BODY_PATIENCE = Duration.ofSeconds(10);

  /** Several times what all open tabs may have; more would only use up the machine's files. */
  private static final int MAX_CONNECTIONS = 5000;

  private final WebOptions options;
  private final WebJson json = new WebJson();
  private final Sessions sessions = new Sessions();
  private final EventHub events;
  private final Javalin server;

  /**
   * Starts to serve.
   *
   * @throws WebException when the address cannot be used
   */
  public static WebServer start(WebOptions options, BotService botService, Messages messages) {
    return start(
        options,
        botService,
        messages,
        () -> new Health(botService.problems(), Map.of()),
        BODY_PATIENCE);
  }

  /**
   * Starts to serve.
   *
   * @param health for {@code /healthz}, which asks as often as it is asked
   * @throws WebException when the address cannot be used
   */
  public static WebServer start(
      WebOptions options, BotService botService, Messages messages, Supplier<Health> health) {
    return start(options, botService, messages, health, BODY_PATIENCE);
  }

  /** With another patience for the bodies of requests. */
  static WebServer start(
      WebOptions options,
      BotService botService,
      Messages messages,
      Supplier<Health> health,
      Duration bodyPatience) {
    try {
      tryAddress(options);
      RequestGuard guard = new RequestGuard(options.host(), options.proxy());
      return new WebServer(
          options, botService, guard, new CardTexts(messages), health, bodyPatience);
    } catch (IOException unusable) {
      throw cannotListen(options, unusable);
    }
  }

  /**
   * Looks whether the address can be used, without using it.
   *
   * @throws WebException when it cannot
   */
  public static void requireFree(WebOptions options) {
    try {
      tryAddress(options);
    } catch (IOException unusable) {
      throw cannotListen(options, unusable);
    }
  }

  /** Javalin would log a taken port with a stack trace, where one sentence is enough. */
  private static void tryAddress(WebOptions options) throws IOException {
    InetAddress address = InetAddress.getByName(options.host());
    try (ServerSocket socket = new ServerSocket(options.port(), 1, address)) {
      LOG.debug("{} is free.", socket.getLocalSocketAddress());
    }
  }

  private WebServer(
      WebOptions options,
      BotService botService,
      RequestGuard guard,
      CardTexts texts,
      Supplier<Health> health,
      Duration bodyPatience) {
    this.options = options;
    PageFiles page = new PageFiles();
    PageRoutes pages = new PageRoutes(options, health, sessions, page, texts, json);
    OperatorSessions operators = new OperatorSessions(botService.operator());
    JobRoutes jobs = new JobRoutes(botService, sessions, operators, guard, json, RECENT_JOBS);
    ModerateRoutes moderate = new ModerateRoutes(botService, operators, guard, page, json);
    PictureRoutes pictures = new PictureRoutes(botService, sessions);
    events = new EventHub(botService, RECENT_JOBS, json);
    server =
        Javalin.create(
            config -> {
              configure(config, bodyPatience);
              config.routes.before(guard::check);
              pages.addTo(config.routes);
              jobs.addTo(config.routes);
              pictures.addTo(config.routes);
              moderate.addTo(config.routes);
              config.routes.before("/api/events", sessions::require);
              config.routes.sse(
                  "/api/events", client -> events.join(client, sessions.require(client.ctx())));
              addErrors(config.routes);
            });
    try {
      server.start();
    } catch (JavalinBindException taken) {
      events.close();
      throw cannotListen(options, taken);
    }
    LOG.info("The page is served at {}", publicUrl());
  }

  /** The port in use; the one asked for unless that was 0. */
  public int port() {
    return server.port();
  }

  /** Where people find the page: through the proxy, where there is one. */
  public String publicUrl() {
    return options
        .proxy()
        .publicUrl()
        .map(url -> url.toString().replaceFirst("/*$", "/"))
        .orElseGet(this::url);
  }

  /** Where a browser on this machine finds the page. */
  public String url() {
    String host = options.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "localhost";
    }
    return "http://%s:%d%s/"
        .formatted(
            host.contains(":") ? "[" + host + "]" : host, port(), options.proxy().basePath());
  }

  /** Ends all event streams and stops listening; open tabs will say that they reconnect. */
  @Override
  public void close() {
    events.close();
    server.stop();
  }

  private void configure(JavalinConfig config, Duration bodyPatience) {
    config.jetty.host = options.host();
    config.jetty.port = options.port();
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new WebErrorSentences(json));
          server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
          server.insertHandler(new WholeBody(LARGEST_REQUEST_BYTES, bodyPatience, json));
          String basePath = options.proxy().basePath();
          if (!basePath.isEmpty()) {
            server.insertHandler(new BasePath(basePath));
          }
        });
    config.http.maxRequestSize = LARGEST_REQUEST_BYTES;
    config.http.prefer405over404 = true;
    config.router.handlerWrapper(endpoint -> answeringErrors(endpoint.handler));
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
  }

  private void addErrors(RoutesConfig routes) {
    routes.exception(
        RequestRefusal.class,
        (refusal, request) -> fail(request, refusal.status(), refusal.getMessage()));
    routes.exception(
        QueueUnreachable.class,
        (away, request) -> fail(request, HttpStatus.SERVICE_UNAVAILABLE, away.getMessage()));
    routes.exception(
        HttpResponseException.class,
        (known, request) ->
            fail(
                request,
                HttpStatus.forStatus(known.getStatus()),
                WebErrorSentences.of(known, request)));
    routes.exception(
        Exception.class,
        (unexpected, request) -> {
          RedisTrouble trouble = RedisTrouble.of(unexpected);
          if (trouble != RedisTrouble.OTHER) {
            fail(request, HttpStatus.SERVICE_UNAVAILABLE, trouble.sentence());
            return;
          }
          LOG.error(
              "{} {} failed; the page was told to try again.",
              request.method(),
              request.path(),
              unexpected);
          fail(
              request,
              HttpStatus.INTERNAL_SERVER_ERROR,
              "Something went wrong inside Vitrail. Try again; if it stays, look into the log.");
        });
  }

  /** An Error is answered as any other failure; Javalin would hand it to nobody. */
  private static Handler answeringErrors(Handler handler) {
    return request -> {
      try {
        handler.handle(request);
      } catch (Error error) {
        throw new IllegalStateException("An Error ended the request.", error);
      }
    };
  }

  private void fail(Context request, HttpStatus status, String sentence) {
    request.status(status);
    json.answer(request, Map.of("error", sentence));
  }

  private static WebException cannotListen(WebOptions options, Exception cause) {
    String remedy =
        cause instanceof UnknownHostException
            ? "The address "
                + options.host()
                + " is unknown on this machine; set web.host in config/vitrail.yaml or"
                + " VITRAIL_WEB_HOST, 127.0.0.1 = this machine only."
            : "Port "
                + options.port()
                + " is in use on "
                + options.host()
                + ", or may not be used; set web.port in config/vitrail.yaml or VITRAIL_WEB_PORT,"
                + " 0 = any free one.";
    return new WebException(remedy, cause);
  }
}
