package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.config.ByteSize;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Printable;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.PullListener;
import org.vitrail.inference.fetch.Puller;
import org.vitrail.inference.fetch.RemoteFile;
import org.vitrail.inference.fetch.Stock;
import org.vitrail.inference.fetch.Unfit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail models pull}: downloads models with their parts, or parts alone. */
@Command(
    name = "pull",
    description = {
      "Downloads models, with the parts they use, into the data folder.",
      "What is cut goes on where it was when the command is run again; what is here but cannot be",
      "right (a web page, a pointer of Git LFS) is fetched again."
    })
final class ModelsPull implements Callable<Integer> {
  private final Installation installation;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "Models or parts of config/models.yaml (see: vitrail models list).")
  private List<String> ids;

  @Option(
      names = "--force",
      description =
          "Fetch also what is here already, and take what comes now for right, whatever the first"
              + " download had; checksums in config/models.yaml still count.")
  private boolean force;

  ModelsPull(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = installation.settings();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    Set<Pullable> owners = new LinkedHashSet<>();
    ids.forEach(id -> owners.addAll(installation.models().requireWithParts(id)));
    PrintWriter out = spec.commandLine().getOut();
    ModelContents contents = new ModelContents(installation.models());
    Stock stock = shelf.store().stock(List.copyOf(owners), again(out, shelf, owners, contents));
    if (stock.isReady()) {
      out.println(String.join(", ", ids) + ": all is here already.");
      out.flush();
      return 0;
    }
    boolean offline = settings.models().offline() || shelf.store().hub().offline();
    show(out, owners, stock);
    warnOfMemory(out, MemoryNeeds.here(settings, shelf), owners);
    if (offline) {
      throw new StandaloneException(
          "Offline (models.offline or HF_HUB_OFFLINE): nothing is downloaded. The files above, %s, are missing; set it to false to get them."
              .formatted(stock.toGo()));
    }
    pull(settings, shelf, contents, owners, stock);
    out.printf(
        "%s: ready, in %s. A Vitrail that is running offers it in a moment.%n",
        String.join(", ", ids), shelf.store().root());
    out.flush();
    return 0;
  }

  /** Files that are here and fetched again all the same; says why. */
  private Set<RemoteFile> again(
      PrintWriter out, ModelShelf shelf, Set<Pullable> owners, ModelContents contents) {
    if (force) {
      return owners.stream()
          .flatMap(owner -> shelf.store().published(owner).stream())
          .collect(Collectors.toSet());
    }
    List<Unfit> unfit = shelf.store().unfit(List.copyOf(owners), contents);
    unfit.forEach(
        one ->
            out.printf(
                "%s is here, but %s It is fetched again.%n",
                one.file(), Printable.text(one.problem())));
    return unfit.stream().map(Unfit::file).collect(Collectors.toSet());
  }

  /** What is about to come, and under which terms. */
  private static void show(PrintWriter out, Set<Pullable> owners, Stock stock) {
    for (Pullable owner : owners) {
      List<RemoteFile> files =
          stock.missing().stream().filter(file -> file.owner().equals(owner.id())).toList();
      if (!files.isEmpty()) {
        out.printf(
            "%s: %s, licence: %s (%s)%n",
            owner.id(),
            Printable.text(owner.title()),
            Printable.text(owner.licence()),
            files.get(0).page());
      }
      for (RemoteFile file : files) {
        out.printf(
            "  %-24s %s%s%n",
            file.name(),
            file.exactBytes().isPresent() ? "" : "about ",
            ByteSize.text(file.expectedBytes()));
      }
    }
    out.printf("%d files to go, %s of %s%n", stock.missing().size(), stock.toGo(), stock.total());
    out.flush();
  }

  /** The files may be for another machine, so that they are fetched all the same. */
  private static void warnOfMemory(PrintWriter out, MemoryNeeds memory, Set<Pullable> owners) {
    for (Pullable owner : owners) {
      if (owner instanceof ModelEntry model) {
        memory
            .obstacle(model)
            .ifPresent(it -> out.printf("%s It is downloaded all the same.%n", it));
      }
    }
    out.flush();
  }

  private void pull(
      Settings settings,
      ModelShelf shelf,
      ModelContents contents,
      Set<Pullable> owners,
      Stock stock)
      throws InterruptedException {
    Puller puller =
        new Puller(
            shelf.store(),
            installation.environment(),
            contents,
            settings.models().parallelDownloads());
    PrintWriter err = spec.commandLine().getErr();
    try (StepBar bar = StepBar.ofBytes("Downloading", stock.bytesHere(), stock.bytesTotal())) {
      puller.pull(owners, force, new Reporter(bar, err));
    }
  }

  /** Draws the bar, and says in a line of its own what went wrong or is done. */
  private record Reporter(StepBar bar, PrintWriter err) implements PullListener {
    @Override
    public void advanced(RemoteFile file, long bytes) {
      bar.step(bytes);
    }

    @Override
    public void retrying(RemoteFile file, String reason, Duration pause) {
      say("%s: %s; trying again in %d s".formatted(file, reason, (pause.toMillis() + 999) / 1000));
    }

    @Override
    public void finished(RemoteFile file) {
      say(file + ": done");
    }

    private synchronized void say(String line) {
      err.println(Printable.text(line));
      err.flush();
    }
  }
}
