package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person on the page, with a browser of their own. */
final class PageVisitor {
  private final String page;
  private final String language;
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  PageVisitor(String page) {
    this(page, "en");
  }

  PageVisitor(String page, String language) {
    this.page = page.replaceAll("/$", "");
    this.language = language;
    get("/");
  }

  String type(String text) {
    return send("{\"text\":\"" + text + "\"}");
  }

  /** Likewise with a picture to draw towards. */
  String type(String text, byte[] target) {
    String base64 = Base64.getEncoder().encodeToString(target);
    return send("{\"text\":\"" + text + "\",\"target\":\"" + base64 + "\"}");
  }

  private String send(String json) {
    HttpRequest.Builder request =
        to("/api/commands")
            .header("Content-Type", "application/json")
            .header("Origin", page)
            .POST(BodyPublishers.ofString(json));
    return new String(send(request).body());
  }

  String job(String id) {
    return new String(get("/api/jobs/" + id).body());
  }

  HttpResponse<byte[]> get(String path) {
    return send(to(path));
  }

  /** The value of a field of an answer. */
  static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
    assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
    return matcher.group(1);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(page + path)).header("Accept-Language", language);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return browser.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError("The page does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
