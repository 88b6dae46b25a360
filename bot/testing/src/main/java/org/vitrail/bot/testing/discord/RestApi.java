package org.vitrail.bot.testing.discord;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers requests: records them, lets them meet their faults and limits, and routes the rest. */
final class RestApi {
  private static final int CUT = 0;

  private final FakeDiscord discord;
  private final CallbackRoute callbacks;
  private final WebhookRoutes webhooks;
  private final ChannelRoutes channels;
  private final ApplicationRoutes application;
  private final RateLimits limits = new RateLimits();

  RestApi(FakeDiscord discord, ApplicationRoutes application) {
    MessageWriter writer = new MessageWriter(discord);
    this.discord = discord;
    this.application = application;
    this.callbacks = new CallbackRoute(discord, writer);
    this.webhooks = new WebhookRoutes(discord, writer, callbacks);
    this.channels = new ChannelRoutes(discord, writer);
  }

  WireAnswer answer(WireRequest request) throws IOException {
    Instant start = Instant.now();
    Object begun = discord.recorder().begin();
    Route.Match match = Route.of(request.method(), request.path());
    int status = CUT;
    try {
      WireAnswer answer = meetFault(discord.faults().take(match.route()), match, request);
      status = answer.status();
      return answer.orHeaders(usualHeaders()).withoutEmptyHeaders();
    } finally {
      record(begun, request, match.route(), start, status);
    }
  }

  private void record(Object begun, WireRequest request, Route route, Instant start, int status) {
    discord
        .recorder()
        .add(
            begun,
            new DiscordRecordedRequest(
                start,
                Duration.between(start, Instant.now()),
                request.method(),
                request.path(),
                route,
                status,
                request.bytesRead(),
                request.header("User-Agent")));
  }

  private WireAnswer meetFault(DiscordFault fault, Route.Match match, WireRequest request)
      throws IOException {
    if (fault instanceof DiscordFault.Answered answered) {
      request.body();
      return answered.answer();
    } else if (fault instanceof DiscordFault.Delayed delayed) {
      request.body();
      Pause.of(delayed.time());
    } else if (fault instanceof DiscordFault.Slow slow) {
      request.bodyWithin(slow.upload());
    } else if (fault instanceof DiscordFault.Cut) {
      request.readHalfOfTheBody();
      throw new WireServer.ConnectionCut(true);
    }
    WireAnswer answer = limitAndRoute(match, request);
    if (fault instanceof DiscordFault.AppliedButUnanswered) {
      throw new WireServer.ConnectionCut(false);
    } else if (fault instanceof DiscordFault.AnsweredLate late) {
      Pause.of(late.time());
    }
    return answer;
  }

  private WireAnswer limitAndRoute(Route.Match match, WireRequest request) throws IOException {
    Optional<RateLimits.Standing> standing =
        discord.enforcesRateLimits()
            ? limits.count(match, discord.limitMillis())
            : Optional.empty();
    Map<String, String> headers = standing.map(RateLimits.Standing::headers).orElse(Map.of());
    if (standing.isPresent() && standing.get().isExceeded()) {
      request.body();
      return DiscordFault.tooManyRequests(standing.get().resetAfter()).answer().orHeaders(headers);
    }
    return route(match, request).orHeaders(headers);
  }

  private WireAnswer route(Route.Match match, WireRequest request) throws IOException {
    request.body();
    try {
      if (match.route().needsBotToken()
          && !request.header("Authorization").equals("Bot " + discord.token())) {
        throw ApiError.unauthorized();
      }
      return switch (match.route()) {
        case UNKNOWN -> throw ApiError.notFound();
        case GET_ATTACHMENT -> attachment(match);
        case CALLBACK -> callbacks.answer(match, request, Payload.of(request));
        case OPEN_PRIVATE_CHANNEL -> channels.openPrivateChannel(Payload.of(request));
        case GET_CHANNEL, TYPING, GET_ARCHIVED_THREADS, GET_JOINED_ARCHIVED_THREADS ->
            channels.answer(match, request, null);
        default -> {
          if (match.route().isWebhook()) {
            yield webhooks.answer(match, Payload.of(request));
          }
          yield match.route().isChannel()
              ? channels.answer(match, request, Payload.of(request))
              : application.answer(match, request);
        }
      };
    } catch (ApiError refusal) {
      return refusal.answer();
    }
  }

  private WireAnswer attachment(Route.Match match) {
    FakeAttachment attachment = discord.attachment(match.id(1)).orElseThrow(ApiError::notFound);
    return WireAnswer.of(200, attachment.contentType(), attachment.bytes());
  }

  private Map<String, String> usualHeaders() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).plus(discord.clockSkew());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now));
    headers.put("Via", "1.1 google");
    headers.put("Server", "cloudflare");
    headers.put("CF-RAY", Long.toHexString(discord.newId()));
    return headers;
  }
}
