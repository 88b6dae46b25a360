package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.operator.OperatorLogin;

/**
 * Who is the operator among those who open the page. The cookie proves it; what changes something
 * also needs the session's second secret in a header, which no other site can know.
 */
final class OperatorSessions {
  static final String COOKIE = "vitrail_operator";
  static final String CSRF_HEADER = "X-Vitrail-Csrf";
  static final Person OPERATOR = new Person("web", "operator", "Operator", "en");
  static final Standing STANDING = new Standing(Standing.Rank.OPERATOR, Set.of());

  private final OperatorLogin door;

  OperatorSessions(OperatorLogin door) {
    this.door = door;
  }

  /** Answers a login with a cookie and returns the second secret. */
  String login(Context request, String key) {
    return door.login(Forwarded.of(request).client(), key)
        .fold(
            open -> {
              setCookie(request, open.token(), OperatorLogin.SESSION_LIVES);
              return open.csrf();
            },
            () -> {
              throw new RequestRefusal(
                  HttpStatus.FORBIDDEN,
                  "That is not the operator's key. It was printed at the first start; make a new"
                      + " one with ./vitrail operator-key.");
            },
            often -> {
              long minutes = often.retryAfter().toMinutes() + 1;
              request.header("Retry-After", Long.toString(often.retryAfter().toSeconds() + 1));
              throw new RequestRefusal(
                  HttpStatus.TOO_MANY_REQUESTS,
                  "Too many tries. Try again in "
                      + minutes
                      + (minutes == 1 ? " minute." : " minutes."));
            });
  }

  void logout(Context request) {
    token(request).ifPresent(door::logout);
    setCookie(request, "", Duration.ZERO);
  }

  /** The second secret of the request's session. */
  Optional<String> csrf(Context request) {
    return token(request).flatMap(door::csrf);
  }

  /**
   * @throws RequestRefusal when the request comes from nobody who logged in
   */
  String require(Context request) {
    return csrf(request)
        .orElseThrow(
            () ->
                new RequestRefusal(
                    HttpStatus.UNAUTHORIZED, "Log in with the operator's key first."));
  }

  /**
   * @throws RequestRefusal when the request comes from nobody who logged in, or not from our page
   */
  void requireChange(Context request) {
    byte[] csrf = require(request).getBytes(StandardCharsets.US_ASCII);
    String said = request.header(CSRF_HEADER);
    if (said == null || !MessageDigest.isEqual(csrf, said.getBytes(StandardCharsets.ISO_8859_1))) {
      throw new RequestRefusal(
          HttpStatus.FORBIDDEN, "This did not come from the moderator's page; load it again.");
    }
  }

  private static Optional<String> token(Context request) {
    return Optional.ofNullable(request.cookie(COOKIE)).filter(it -> it.matches("[\\w-]{32}"));
  }

  private static void setCookie(Context request, String token, Duration lives) {
    Forwarded forwarded = Forwarded.of(request);
    Cookie cookie = new Cookie(COOKIE, token, forwarded.home(), (int) lives.toSeconds());
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.STRICT);
    cookie.setSecure(forwarded.isSecure());
    request.cookie(cookie);
  }
}
