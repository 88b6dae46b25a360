package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the desktop to show a page; where there is no desktop, nothing happens. */
final class Browser {
  private static final Logger LOG = LoggerFactory.getLogger(Browser.class);

  private Browser() {}

  static void open(String url) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("mac")
            ? List.of("open", url)
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of("xdg-open", url);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      LOG.warn("No browser could be opened ({}); open {} yourself.", e.getMessage(), url);
    }
  }
}
