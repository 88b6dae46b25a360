package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrail up}: everything in one process until Ctrl-C or SIGTERM. */
@Command(
    name = "up",
    description = {
      "Starts the page, the worker and (without REDIS_URL) a Redis, until Ctrl-C.",
      "With DISCORD_TOKEN or TELEGRAM_TOKEN it starts those bots, too.",
      "More workers and bots join it from processes of their own: see worker and bot."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    OrderlyEnd.atOnceUntilOpen();
    Installation installation = Installation.here();
    Instance instance = Instance.of(installation, installation.settings());
    PrintWriter out = spec.commandLine().getOut();
    return new RoleProcess(out, "Finishing what is being drawn …")
        .run(
            instance,
            parts -> {
              Standalone standalone = Standalone.start(parts, instance);
              BotCommand.tell(out, standalone.bot());
              out.println("Type /imagine a red apple there; stop with Ctrl-C.");
              BotCommand.tellNewKey(out, standalone.bot());
              out.flush();
              if (instance.settings().web().openAtStart()) {
                Browser.open(standalone.url());
              }
              standalone.workerRole().tellReady(out);
              return standalone.workerRole();
            });
  }
}
