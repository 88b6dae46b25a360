package org.vitrail.bot.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that need Chromium and its driver; elsewhere they are skipped, and say so once. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.Condition.class)
@interface NeedsChromium {

  /** Looks for the two programs where a shell would. */
  final class Condition implements ExecutionCondition {
    private static final List<String> BROWSERS =
        List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static boolean said;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (browser().isPresent() && driver().isPresent()) {
        return ConditionEvaluationResult.enabled("Chromium is here.");
      }
      String reason =
          "Skipping the browser tests of bot/web: chromium and chromedriver are not on the PATH"
              + " (Debian: apt-get install chromium chromium-driver).";
      if (!said) {
        said = true;
        System.out.println(reason);
      }
      return ConditionEvaluationResult.disabled(reason);
    }

    static Optional<Path> browser() {
      return BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
    }

    static Optional<Path> driver() {
      return onPath("chromedriver");
    }

    static Optional<Path> onPath(String program) {
      String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
      return Stream.of(path.split(System.getProperty("path.separator")))
          .map(folder -> Path.of(folder, program))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }
}
