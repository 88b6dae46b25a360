package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request's JSON and the files sent with it, by their number; reads plain and multipart. */
record Payload(ObjectNode json, Map<Integer, Payload.File> files) {
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILENAME = Pattern.compile("filename=\"([^\"]*)\"");
  private static final Pattern TYPE = Pattern.compile("(?i)content-type: *([^\r\n]+)");
  private static final Pattern FILE_PART = Pattern.compile("files\\[(\\d+)]");

  /** A file as it was sent. */
  record File(String name, String contentType, byte[] bytes) {}

  static Payload of(WireRequest request) throws IOException {
    String type = request.header("Content-Type");
    if (!type.startsWith("multipart/form-data")) {
      return new Payload(object(request.body()), Map.of());
    }
    String boundary = type.substring(type.indexOf("boundary=") + "boundary=".length());
    return multipart(request.body(), "--" + boundary.replace("\"", ""));
  }

  private static Payload multipart(byte[] body, String boundary) {
    // One char for each byte, so that places in the text are places in the body.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    ObjectNode json = DiscordJson.object();
    Map<Integer, File> files = new LinkedHashMap<>();
    int start = text.indexOf(boundary) + boundary.length();
    for (int end = text.indexOf("\r\n" + boundary, start);
        end >= 0;
        end = text.indexOf("\r\n" + boundary, start)) {
      int content = text.indexOf("\r\n\r\n", start) + 4;
      String head = utf8(text.substring(start, content));
      byte[] bytes = text.substring(content, end).getBytes(StandardCharsets.ISO_8859_1);
      String name = find(NAME, head, "");
      Matcher file = FILE_PART.matcher(name);
      if (file.matches()) {
        files.put(
            Integer.parseInt(file.group(1)),
            new File(
                find(FILENAME, head, "unknown"),
                find(TYPE, head, "application/octet-stream"),
                bytes));
      } else if (name.equals("payload_json")) {
        json = object(bytes);
      }
      start = end + 2 + boundary.length();
    }
    return new Payload(json, files);
  }

  private static ObjectNode object(byte[] text) {
    try {
      JsonNode json = text.length == 0 ? DiscordJson.object() : DiscordJson.parse(text);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException broken) {
      throw ApiError.notJson();
    }
    throw ApiError.notJson();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String find(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).trim() : otherwise;
  }
}
