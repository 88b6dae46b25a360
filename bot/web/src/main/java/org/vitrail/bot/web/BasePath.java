package org.vitrail.bot.web;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes the base path off the addresses of requests, where a proxy passes it on; those of proxies
 * that take it off themselves stay as they are.
 */
final class BasePath extends Handler.Wrapper {
  /** A request's attribute: what was taken off. */
  static final String STRIPPED = BasePath.class.getName();

  private final String path;

  /**
   * @param path such as {@code /vitrail}
   */
  BasePath(String path) {
    this.path = path;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpURI address = request.getHttpURI();
    String asked = address.getPath();
    if (asked.equals(path)) {
      // The page names its files relative to its own address, which therefore ends with a slash.
      // So does this one, since only the browser knows what stands before it.
      response.setStatus(HttpStatus.PERMANENT_REDIRECT_308);
      String query = address.getQuery() == null ? "" : "?" + address.getQuery();
      response
          .getHeaders()
          .put(HttpHeader.LOCATION, path.substring(path.lastIndexOf('/') + 1) + "/" + query);
      callback.succeeded();
      return true;
    }
    if (!asked.startsWith(path + "/")) {
      return super.handle(request, response, callback);
    }
    HttpURI shorter = HttpURI.build(address).path(asked.substring(path.length())).asImmutable();
    Request below = Request.serveAs(request, shorter);
    below.setAttribute(STRIPPED, path);
    return super.handle(below, response, callback);
  }
}
