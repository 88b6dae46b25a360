package org.vitrail.inference.fetch;

import java.util.Arrays;
import org.vitrail.inference.fetch.ScriptedServer.Reply;

/** Answers for the {@link ScriptedServer}: those of a good server, and of bad ones. */
final class ServerReplies {
  private ServerReplies() {}

  /** The whole, or the part that is asked for if it is of the same bytes. */
  static Reply file(byte[] content, String etag) {
    return cut(content, etag, content.length);
  }

  /** As {@link #file}, but the connection breaks when so many bytes of the answer are sent. */
  static Reply cut(byte[] content, String etag, int after) {
    return (request, connection) -> {
      String tag = "ETag: \"" + etag + "\"";
      boolean same =
          request.headers().getOrDefault("if-range", "\"" + etag + "\"").equals("\"" + etag + "\"");
      long from = same ? request.position() : 0;
      if (request.asksForPart() && same) {
        if (from >= content.length) {
          connection.head(416, "Content-Range: bytes */" + content.length, "Content-Length: 0");
          return;
        }
        connection.head(
            206,
            tag,
            "Content-Length: " + (content.length - from),
            "Content-Range: bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      } else {
        connection.head(200, tag, "Content-Length: " + content.length);
      }
      connection.body(content, from, Math.min(content.length, from + after));
    };
  }

  /** Sends some bytes, then nothing, with the connection open. */
  static Reply stall(byte[] content, String etag, int after) {
    return (request, connection) -> {
      cut(content, etag, after).send(request, connection);
      connection.waitForHangUp();
    };
  }

  /** Never sends a part. */
  static Reply wholeOnly(byte[] content, int after) {
    return (request, connection) -> {
      connection.head(200, "ETag: \"whole\"", "Content-Length: " + content.length);
      connection.body(content, 0, after);
    };
  }

  /** Announces no length: chunks, and an end if the whole is sent. */
  static Reply chunked(byte[] content, int after) {
    return (request, connection) -> {
      connection.head(200, "ETag: \"chunks\"", "Transfer-Encoding: chunked");
      for (int from = 0; from < after; from += 1000) {
        int to = Math.min(after, from + 1000);
        connection.raw(Integer.toHexString(to - from) + "\r\n");
        connection.body(content, from, to);
        connection.raw("\r\n");
      }
      connection.raw(after == content.length ? "0\r\n\r\n" : "");
    };
  }

  static Reply status(int status, String... headers) {
    return (request, connection) -> {
      String[] all = Arrays.copyOf(headers, headers.length + 1);
      all[headers.length] = "Content-Length: 0";
      connection.head(status, all);
    };
  }

  static Reply redirect(String location, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Location: " + location;
    return status(302, all);
  }
}
