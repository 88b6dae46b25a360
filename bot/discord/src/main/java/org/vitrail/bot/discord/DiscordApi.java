package org.vitrail.bot.discord;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.exceptions.ParsingException;
import net.dv8tion.jda.api.utils.data.DataArray;
import net.dv8tion.jda.api.utils.data.DataObject;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.vitrail.bot.core.TimeSource;

/** What can be asked of Discord before signing in, and by those who only want to check. */
public final class DiscordApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final OkHttpClient http;
  private final DiscordOptions options;

  public DiscordApi(DiscordOptions options) {
    this.options = options;
    this.http = Clients.http(options.proxies(), TIMEOUT);
  }

  /**
   * @param date as HTTP writes it
   */
  private record Answer(byte[] body, Optional<String> date) {}

  /** Discord does not know the token. */
  public static final class UnknownTokenException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownTokenException() {
      super("Discord does not know this token");
    }
  }

  /**
   * Where to connect to.
   *
   * @param startsLeft how often the bot may sign in today
   */
  public record Gateway(String url, int recommendedShards, int startsLeft) {}

  /**
   * The bot's own entry.
   *
   * @param clockAhead how far Discord's clock is ahead of ours, to a second
   */
  public record AdmissionRequest(long id, String name, Optional<Duration> clockAhead) {}

  /**
   * A server that the bot is in.
   *
   * @param missing permissions that the bot needs and has not in general; a channel may differ
   */
  public record Server(String name, List<String> missing) {}

  /**
   * @throws UnknownTokenException if the token is wrong
   * @throws IOException if Discord does not answer, or not as documented
   */
  public Gateway gateway() throws IOException {
    DataObject answer = object(get("gateway/bot"));
    return new Gateway(
        answer.getString("url"),
        answer.getInt("shards"),
        answer
            .optObject("session_start_limit")
            .map(limit -> limit.getInt("remaining", 0))
            .orElse(Integer.MAX_VALUE));
  }

  /** Throws as {@link #gateway} does. */
  public AdmissionRequest application() throws IOException {
    Answer response = get("applications/@me");
    DataObject answer = object(response);
    return new AdmissionRequest(
        answer.getUnsignedLong("id"), answer.getString("name", ""), clockAhead(response));
  }

  /** The names of the commands that are registered everywhere; throws as {@link #gateway} does. */
  public Set<String> commands(long application) throws IOException {
    Answer response = get("applications/" + application + "/commands");
    Set<String> names = new TreeSet<>();
    try {
      DataArray.fromJson(new ByteArrayInputStream(response.body())).stream(DataArray::getObject)
          .forEach(command -> names.add(command.getString("name")));
    } catch (ParsingException e) {
      throw new IOException("Discord's answer is no list of commands", e);
    }
    return names;
  }

  /**
   * The first two hundred servers that the bot is in, and what it may do there; throws as {@link
   * #gateway} does.
   */
  public List<Server> guilds() throws IOException {
    List<Server> servers = new ArrayList<>();
    try {
      DataArray.fromJson(new ByteArrayInputStream(get("users/@me/guilds").body())).stream(
              DataArray::getObject)
          .forEach(
              guild ->
                  servers.add(
                      new Server(
                          guild.getString("name"),
                          missing(guild.getUnsignedLong("permissions", 0)))));
    } catch (ParsingException e) {
      throw new IOException("Discord's answer is no list of servers", e);
    }
    return servers;
  }

  private static List<String> missing(long permissions) {
    EnumSet<Permission> given = Permission.getPermissions(permissions);
    if (given.contains(Permission.ADMINISTRATOR)) {
      return List.of();
    }
    return DiscordPostingRights.NEEDED.stream()
        .filter(permission -> !given.contains(permission))
        .map(Permission::getName)
        .toList();
  }

  private Answer get(String path) throws IOException {
    URI url = options.apiUrl().resolve(path);
    Request request =
        new Request.Builder()
            .url(url.toString())
            .header("Authorization", "Bot " + options.token())
            .build();
    try (Response response = http.newCall(request).execute()) {
      if (response.code() == UNAUTHORIZED) {
        throw new UnknownTokenException();
      } else if (response.code() != OK) {
        throw new IOException(url.getHost() + " answered " + response.code());
      }
      return new Answer(response.body().bytes(), Optional.ofNullable(response.header("Date")));
    } catch (UnknownTokenException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(options.proxies().why(url, e), e);
    }
  }

  private static DataObject object(Answer response) throws IOException {
    try {
      return DataObject.fromJson(response.body());
    } catch (ParsingException e) {
      throw new IOException("Discord's answer is no JSON object", e);
    }
  }

  private static Optional<Duration> clockAhead(Answer response) {
    try {
      return response
          .date()
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(theirs -> Duration.between(TimeSource.system().instant(), theirs));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
