package org.vitrail.inference.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ProxySettings;
import org.vitrail.network.Proxies;

/**
 * Asks servers for files. It follows redirects itself: the token goes to the hub's own host alone,
 * and an encrypted way never becomes an open one.
 */
final class HttpFetcher {
  /** Where a cut download goes on, and the name of the bytes it belongs to ({@code ""}: none). */
  record Resume(long position, String validator) {}

  private static final int MAX_REDIRECTS = 10;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  static {
    // Java keeps passwords from proxies that tunnel https unless told otherwise before its first
    // request.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
  }

  private final HttpClient client;
  private final Hub hub;
  private final Proxies proxies;
  private final Duration patience;

  /**
   * @param patience for an answer to begin
   */
  HttpFetcher(Hub hub, Map<String, String> environment, Duration patience) {
    this.hub = hub;
    this.patience = patience;
    proxies = new Proxies(ProxySettings.of(environment));
    client =
        HttpClient.newBuilder()
            // One connection for each file: they do not wait for one another's windows.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .proxy(proxies)
            .build();
  }

  /**
   * @throws FetchException if a redirect leads where it must not
   */
  Answer get(URI address, Optional<Resume> resume) throws IOException, InterruptedException {
    URI uri = address;
    Optional<String> linkedSha256 = Optional.empty();
    OptionalLong linkedSize = OptionalLong.empty();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<Body> response = send(uri, resume);
      HttpHeaders headers = response.headers();
      if (hub.owns(uri)) {
        linkedSha256 = linkedSha256.or(() -> sha256(headers));
        linkedSize = linkedSize.isPresent() ? linkedSize : Answer.number(headers, "X-Linked-Size");
      }
      Optional<String> location = headers.firstValue("Location");
      if (!isRedirect(response.statusCode()) || location.isEmpty()) {
        return new Answer(
            uri, response.statusCode(), headers, response.body(), linkedSha256, linkedSize);
      }
      response.body().cancel();
      uri = next(uri, location.get());
    }
    throw new FetchException(
        RemoteFile.shown(address)
            + " redirects in a circle. Look at the address in config/models.yaml.");
  }

  /**
   * @throws IOException that names the proxy where that is the reason
   */
  private HttpResponse<Body> send(URI uri, Optional<Resume> resume)
      throws IOException, InterruptedException {
    try {
      return client.send(request(uri, resume), info -> new Body());
    } catch (IOException e) {
      Optional<String> fault = proxies.fault(uri);
      throw fault.isPresent() ? new IOException(fault.get(), e) : e;
    }
  }

  private HttpRequest request(URI uri, Optional<Resume> resume) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("User-Agent", "vitrail")
            .header("Accept-Encoding", "identity");
    resume.ifPresent(
        from -> {
          request.header("Range", "bytes=" + from.position() + "-");
          if (!from.validator().isEmpty()) {
            request.header("If-Range", from.validator());
          }
        });
    if (hub.owns(uri)) {
      hub.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    proxies
        .way(uri)
        .flatMap(Proxies.Way::authorization)
        .ifPresent(password -> request.header("Proxy-Authorization", password));
    return request.build();
  }

  /** For a large file the hub's ETag is the file's SHA-256. */
  private static Optional<String> sha256(HttpHeaders headers) {
    return headers
        .firstValue("X-Linked-ETag")
        .map(tag -> tag.replaceAll("^W/|\"", ""))
        .filter(tag -> tag.matches("[0-9a-f]{64}"));
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static URI next(URI uri, String location) {
    URI next;
    try {
      next = uri.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new FetchException(
          uri.getHost() + " redirects to what is no address: " + location.replaceAll("\\?.*", "?…"),
          e);
    }
    boolean encrypted = "https".equals(next.getScheme());
    boolean asOpenAsBefore = "http".equals(next.getScheme()) && "http".equals(uri.getScheme());
    if (next.getHost() == null || !encrypted && !asOpenAsBefore) {
      throw new FetchException(
          uri.getHost()
              + " redirects to "
              + next.getScheme()
              + "; only https is followed. Is there a login page on this network?");
    }
    return next;
  }
}
