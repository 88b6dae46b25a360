package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page's own files, held in memory as they were built; knows nothing of what they do.
 *
 * <p>The list is fixed, so that no request can name a file that is not meant for it. Browsers ask
 * again each time and are told by the entity tag that nothing changed: after an update nobody sees
 * half of an old page.
 */
final class PageFiles {
  static final List<String> NAMES =
      List.of(
          "index.html",
          "moderate.html",
          "icon.svg",
          "style/base.css",
          "style/layout.css",
          "style/composer.css",
          "style/card.css",
          "style/viewer.css",
          "style/moderate.css",
          "script/main.js",
          "script/moderate.js",
          "script/api.js",
          "script/beginning.js",
          "script/card.js",
          "script/chat.js",
          "script/completion.js",
          "script/composer.js",
          "script/dom.js",
          "script/jobs.js",
          "script/live.js",
          "script/recent.js",
          "script/say.js",
          "script/texts.js",
          "script/viewer.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private record PageFile(byte[] bytes, String type, String tag) {}

  private final Map<String, PageFile> files = new LinkedHashMap<>();

  PageFiles() {
    NAMES.forEach(name -> files.put(name, read(name)));
  }

  void serve(Context request, String name) {
    PageFile file = files.get(name);
    request.header("ETag", file.tag()).header("Cache-Control", "no-cache");
    if (file.tag().equals(request.header("If-None-Match"))) {
      request.status(HttpStatus.NOT_MODIFIED);
    } else {
      request.contentType(file.type()).result(file.bytes());
    }
  }

  private static PageFile read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String tag = '"' + HexFormat.of().formatHex(digest).substring(0, 20) + '"';
      return new PageFile(bytes, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), tag);
    } catch (IOException | NoSuchAlgorithmException damaged) {
      throw new WebException(
          "The program is damaged: its page file " + name + " cannot be read. Build it again.",
          damaged);
    }
  }
}
