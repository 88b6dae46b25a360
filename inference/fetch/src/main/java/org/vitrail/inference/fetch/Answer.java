package org.vitrail.inference.fetch;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered after all redirects.
 *
 * @param from where the answer came from in the end
 * @param linkedSha256 what the hub said of the bytes before it sent us elsewhere for them
 * @param linkedSize likewise
 */
record Answer(
    URI from,
    int status,
    HttpHeaders headers,
    Body body,
    Optional<String> linkedSha256,
    OptionalLong linkedSize) {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /**
   * A part of a file.
   *
   * @param first position of its first byte
   * @param total bytes of the whole
   */
  record Range(long first, long total) {}

  /** Of a 206 answer; empty if it names none, or not in this form. */
  Optional<Range> range() {
    Matcher matcher = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    return matcher.matches()
        ? Optional.of(new Range(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /** Of a 200 answer: the bytes that it announces. */
  OptionalLong announcedSize() {
    OptionalLong length = number(headers, "Content-Length");
    return length.isPresent() ? length : linkedSize;
  }

  /** A header's number; empty if there is none, or no number that a size can be. */
  static OptionalLong number(HttpHeaders headers, String name) {
    String text = headers.firstValue(name).orElse("").strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** Whether the server itself says that it is a page for people. */
  boolean isWebPage() {
    String type = headers.firstValue("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
    return type.matches("(text/html|application/xhtml\\+xml)\\b.*");
  }

  /**
   * The name of these bytes that {@code If-Range} takes: a strong ETag, else the time of change.
   */
  String validator() {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"))
        .orElse("");
  }
}
