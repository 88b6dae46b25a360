package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrail bot}: the page and the bots alone, until Ctrl-C or SIGTERM. */
@Command(
    name = "bot",
    description = {
      "Starts the page and the bots without a worker, until Ctrl-C.",
      "It shares the Redis of REDIS_URL, or that of the ./vitrail up that runs here, with any"
          + " number of bots and workers."
    })
final class BotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "discord,telegram,web",
      description =
          "What this process serves (default: the page, and the platforms whose tokens are set).")
  private List<Adapter> only = List.of();

  @Override
  public Integer call() throws InterruptedException {
    OrderlyEnd.atOnceUntilOpen();
    Installation installation = Installation.here();
    Settings settings = installation.settings();
    Instance instance = Instance.of(installation, settings);
    Set<Adapter> adapters =
        Adapter.chosen(
            only.isEmpty() ? EnumSet.noneOf(Adapter.class) : EnumSet.copyOf(only), settings);
    PrintWriter out = spec.commandLine().getOut();
    return new RoleProcess(out, "Answering what was asked …")
        .run(
            instance,
            parts -> {
              BotRole.require(instance, adapters);
              Storage storage = Storage.open(parts, SharedRedis.of(settings), settings);
              BotRole bot = BotRole.start(parts, instance, storage, adapters, Map::of);
              out.println(
                  "The bot serves "
                      + adapters.stream().map(Adapter::word).collect(Collectors.joining(", "))
                      + "; stop with Ctrl-C.");
              tell(out, bot);
              tellNewKey(out, bot);
              return new RoleProcess.Running() {};
            });
  }

  /** Says where the page is, if it is served. */
  static void tell(PrintWriter out, BotRole bot) {
    bot.page()
        .ifPresent(
            page -> {
              out.println("Vitrail is at " + page.publicUrl());
              if (!page.publicUrl().equals(page.url())) {
                out.println("The proxy before it, and this machine, find it at " + page.url());
              }
            });
  }

  /** Shows a key that was made for the moderator's page. */
  static void tellNewKey(PrintWriter out, BotRole bot) {
    bot.newOperatorKey()
        .ifPresent(
            key -> {
              String page = bot.page().orElseThrow().publicUrl();
              out.println("Moderate at " + page + "moderate with this key: " + key);
              out.println("It is shown this once; ./vitrail operator-key makes another.");
            });
  }
}
