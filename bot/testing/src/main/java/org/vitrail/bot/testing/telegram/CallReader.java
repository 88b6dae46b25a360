package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns a request's query and body into a call; knows nothing of what the call means. */
final class CallReader {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");
  private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*(\\S+)");

  private final ObjectNode parameters = ApiCall.MAPPER.createObjectNode();
  private final Map<String, UploadedFile> files = new HashMap<>();

  private CallReader() {}

  static ApiCall read(String method, String query, String contentType, byte[] body) {
    CallReader reader = new CallReader();
    reader.readForm(query);
    String type = contentType.toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/form-data")) {
      reader.readParts(contentType, body);
    } else if (type.startsWith("application/json")) {
      reader.readJson(body);
    } else {
      reader.readForm(new String(body, StandardCharsets.UTF_8));
    }
    return new ApiCall(method, reader.parameters, reader.files);
  }

  private void readJson(byte[] body) {
    try {
      JsonNode json = ApiCall.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
      if (!json.isMissingNode() && !json.isObject()) {
        throw ApiException.badRequest("object expected as a request's body");
      }
      json.properties().stream()
          .filter(it -> !it.getValue().isNull())
          .forEach(it -> parameters.set(it.getKey(), it.getValue()));
    } catch (JsonProcessingException broken) {
      throw ApiException.badRequest("can't parse JSON object");
    }
  }

  private void readForm(String form) {
    Arrays.stream(form.split("&"))
        .map(field -> field.split("=", 2))
        .filter(field -> field.length == 2)
        .forEach(field -> parameters.put(decode(field[0]), decode(field[1])));
  }

  private void readParts(String contentType, byte[] body) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw ApiException.badRequest("can't find the boundary of the parts");
    }
    // One char a byte, so that positions in the text are positions in the bytes.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String separator = "--" + boundary.group(1);
    int at = text.indexOf(separator);
    while (at >= 0) {
      int headers = at + separator.length() + 2;
      int content = text.indexOf("\r\n\r\n", headers) + 4;
      int end = text.indexOf("\r\n" + separator, content);
      if (content < 4 || end < 0) {
        return;
      }
      addPart(text.substring(headers, content), Arrays.copyOfRange(body, content, end));
      at = end + 2;
    }
  }

  /** Of parts with one name the first counts, as on the real server. */
  private void addPart(String rawHeaders, byte[] content) {
    String headers =
        new String(rawHeaders.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    Matcher name = NAME.matcher(headers);
    Matcher fileName = FILE_NAME.matcher(headers);
    Matcher type = TYPE.matcher(headers);
    if (!name.find()) {
      return;
    }
    if (fileName.find()) {
      String contentType = type.find() ? type.group(1) : "application/octet-stream";
      files.putIfAbsent(name.group(1), new UploadedFile(fileName.group(1), contentType, content));
    } else if (!parameters.has(name.group(1))) {
      parameters.put(name.group(1), new String(content, StandardCharsets.UTF_8));
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
