package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrail up}: everything in one process until Ctrl-C or SIGTERM. */
@Command(
    name = "up",
    description = {
      "Starts the page, the worker and (without REDIS_URL) a Redis, until Ctrl-C.",
      "With DISCORD_TOKEN or TELEGRAM_TOKEN it starts those bots, too."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = Installation.here();
    Settings settings = installation.settings();
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);

    try (Standalone standalone = Standalone.start(installation, settings)) {
      // The process may not end before PyTorch's last call has: the hook waits for the closing.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(asked, closed), "shutdown"));
      String page = standalone.publicUrl();
      out.println("Vitrail is at " + page);
      if (!page.equals(standalone.url())) {
        out.println("The proxy before it, and this machine, find it at " + standalone.url());
      }
      out.println("Type /imagine a red apple there; stop with Ctrl-C.");
      standalone
          .newOperatorKey()
          .ifPresent(
              key -> {
                out.println("Moderate at " + page + "moderate with this key: " + key);
                out.println("It is shown this once; ./vitrail operator-key makes another.");
              });
      out.flush();
      if (settings.web().openAtStart()) {
        Browser.open(standalone.url());
      }
      standalone
          .worker()
          .ready()
          .whenComplete((device, failure) -> tellReady(out, device, failure));
      asked.await();
      out.println("Finishing what is being drawn …");
      out.flush();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private static void tellReady(PrintWriter out, String device, Throwable failure) {
    if (failure == null) {
      out.println("The model is ready (" + device + ").");
    } else {
      out.println(
          "The model cannot be used: " + Printable.lines(String.valueOf(failure.getMessage())));
      out.println("Jobs are answered with this until it is mended; it is tried again by itself.");
    }
    out.flush();
  }

  /** Runs when the process is asked to end, and when it ends by itself. */
  private static void drain(CountDownLatch asked, CountDownLatch closed) {
    boolean endsByItself = closed.getCount() == 0;
    asked.countDown();
    try {
      closed.await();
      if (!endsByItself) {
        // All is closed: done as asked, not killed, as the signal's own exit code would say.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
