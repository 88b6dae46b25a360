package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vitrail.bot.core.Person;

/**
 * Tells browsers apart by a random cookie; knows no accounts and stores nothing.
 *
 * <p>The cookie is the only proof of who somebody is, so it never leaves this class: the person's
 * id, which is stored and logged, is its SHA-256 digest, from which nobody finds the way back.
 *
 * <p>A {@code SameSite=Strict} cookie is not sent when a link on another site leads to the page. If
 * the page itself gave out cookies, that visit would replace the person's own; therefore only the
 * API gives them out, which the page calls from its own site.
 */
final class Sessions {
  static final String COOKIE = "vitrail_session";
  private static final int COOKIE_BYTES = 16;
  private static final int ID_DIGITS = 24;
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");

  private final SecureRandom random = new SecureRandom();

  /** The person behind a request; somebody new gets a cookie. */
  Person personOrNew(Context request) {
    return known(request).orElseGet(() -> person(newToken(request), request));
  }

  /** The person behind a request, if the request has a cookie of ours. */
  Optional<Person> known(Context request) {
    String token = request.cookie(COOKIE);
    return token != null && TOKEN.matcher(token).matches()
        ? Optional.of(person(token, request))
        : Optional.empty();
  }

  /**
   * The person behind a request that cannot be given a cookie: an event stream's headers are out
   * before it begins, so it would follow the jobs of somebody whom nobody will ever be.
   */
  Person require(Context request) {
    return known(request)
        .orElseThrow(
            () ->
                new RequestRefusal(
                    HttpStatus.UNAUTHORIZED,
                    "Nobody is known by this cookie. Ask for /api/models first, which gives one."));
  }

  private String newToken(Context request) {
    byte[] bytes = new byte[COOKIE_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Forwarded forwarded = Forwarded.of(request);
    Cookie cookie = new Cookie(COOKIE, token, forwarded.home(), (int) LIFETIME.toSeconds());
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.STRICT);
    cookie.setSecure(forwarded.isSecure());
    request.cookie(cookie);
    return token;
  }

  /** The language that the browser asks for; empty for the default. */
  static String language(Context request) {
    return language(request.header("Accept-Language"));
  }

  private static Person person(String token, Context request) {
    return new Person("web", idOf(token), "", language(request));
  }

  private static String idOf(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }

  /** The first language of the header; anything unusual means the default. */
  private static String language(String header) {
    String first = header == null ? "" : header.split("[,;]", 2)[0].strip();
    return LANGUAGE.matcher(first).matches() ? first : "";
  }
}
