package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vitrail.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrail worker}: what draws alone, until Ctrl-C or SIGTERM. */
@Command(
    name = "worker",
    description = {
      "Starts a worker without page and bots, until Ctrl-C.",
      "It shares the Redis of REDIS_URL, or that of the ./vitrail up that runs here, with any"
          + " number of bots and workers."
    })
final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--models",
      paramLabel = "ID,ID",
      description = "The models that this process draws with (default: the setting worker.models).")
  private String models;

  @Override
  public Integer call() throws InterruptedException {
    OrderlyEnd.atOnceUntilOpen();
    Installation here = Installation.here();
    Installation installation =
        models == null ? here : here.overriding("VITRAIL_WORKER_MODELS", models);
    Settings settings = installation.settings();
    Instance instance = Instance.of(installation, settings);
    PrintWriter out = spec.commandLine().getOut();
    return new RoleProcess(out, "Finishing what is being drawn …")
        .run(
            instance,
            parts -> {
              WorkerRole.require(instance);
              Storage storage = Storage.open(parts, SharedRedis.of(settings), settings);
              parts.watch(storage::problem);
              WorkerRole worker = WorkerRole.start(parts, instance, storage);
              out.println("The worker takes jobs; stop with Ctrl-C.");
              worker.tellReady(out);
              return worker;
            });
  }
}
