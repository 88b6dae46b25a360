package org.vitrail.inference.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.ModelDownload;
import org.vitrail.config.ModelSource;

/**
 * The Hugging Face hub as the environment describes it, by the names that its own tools read; knows
 * where a file is and who may see the token.
 *
 * @param endpoint without a slash at its end
 * @param token sent to the endpoint's own host alone, never shown
 * @param offline whether {@code HF_HUB_OFFLINE} forbids downloads
 */
public record Hub(URI endpoint, Optional<String> token, boolean offline) {
  /**
   * @throws FetchException if {@code HF_ENDPOINT} is no address or {@code HF_TOKEN} no token
   */
  public static Hub from(Map<String, String> environment) {
    String given = environment.getOrDefault("HF_ENDPOINT", "").strip();
    String token = environment.getOrDefault("HF_TOKEN", "").strip();
    String offline = environment.getOrDefault("HF_HUB_OFFLINE", "").strip();
    if (!token.matches("[!-~]*")) {
      throw new FetchException(
          "HF_TOKEN (not shown here) is no token: it holds spaces or letters that no token has."
              + " Copy it again from https://huggingface.co/settings/tokens.");
    }
    return new Hub(
        endpoint(given.isEmpty() ? "https://huggingface.co" : given),
        Optional.of(token).filter(text -> !text.isEmpty()),
        offline.matches("(?i)1|true|yes|on"));
  }

  /** Where a file of the source is. */
  URI address(ModelSource source, String name, ModelDownload download) {
    return URI.create(
        download
            .url()
            .orElseGet(
                () ->
                    "%s/%s/resolve/%s/%s"
                        .formatted(
                            endpoint,
                            source.repository().orElseThrow(),
                            source.revision().orElseThrow(),
                            name)));
  }

  /** Whether the address is of the endpoint itself: same scheme, host and port. */
  boolean owns(URI address) {
    return origin(endpoint).equals(origin(address));
  }

  /** The page where a person accepts a repository's terms. */
  String page(ModelSource source) {
    return source
        .page()
        .orElseGet(
            () -> source.repository().map(name -> endpoint + "/" + name).orElse("its publisher"));
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw noAddress(e);
    }
    throw noAddress(null);
  }

  private static FetchException noAddress(URISyntaxException cause) {
    return new FetchException(
        "HF_ENDPOINT is no address; give one such as https://huggingface.co, without user and"
            + " password, or unset it.",
        cause);
  }

  private static String origin(URI uri) {
    int port = uri.getPort() < 0 ? ("https".equals(uri.getScheme()) ? 443 : 80) : uri.getPort();
    return "%s://%s:%d".formatted(uri.getScheme(), uri.getHost(), port).toLowerCase(Locale.ROOT);
  }

  /** Shows no token. */
  @Override
  public String toString() {
    return "Hub[%s%s]".formatted(endpoint, token.isPresent() ? ", with a token" : "");
  }
}
