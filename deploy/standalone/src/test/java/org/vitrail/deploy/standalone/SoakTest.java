package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.deploy.standalone.load.LoadKind;
import org.vitrail.deploy.standalone.load.LoadPlan;
import org.vitrail.deploy.standalone.load.LoadReport;
import org.vitrail.deploy.standalone.load.LoadRun;
import org.vitrail.inference.worker.FakeModel;
import org.vitrail.inference.worker.ModelProvider;

/**
 * Very many small jobs through everything but a network: what is kept for each must not be kept for
 * ever. Few of them as a test; {@link #main} takes as many as its arguments say.
 */
class SoakTest {
  private static final Set<LoadKind> KINDS = EnumSet.of(LoadKind.DRAW, LoadKind.VARY);

  /** The shortest that settings allow, so that what is kept is soon as much as it will be. */
  private static final Duration RETENTION = Duration.ofMinutes(1);

  /** A machine that is busy with something else lets its people wait, not its queue grow. */
  private static final int MOST_OPEN = 64;

  @TempDir Path folder;

  /**
   * @param arguments jobs, jobs a second, a folder for Redis
   */
  public static void main(String[] arguments) throws Exception {
    LoadReport report =
        run(
            Integer.parseInt(arguments[0]),
            Double.parseDouble(arguments[1]),
            Path.of(arguments[2]));
    System.out.println(report.text());
    System.out.println(report.json());
  }

  @Test
  @Tag("slow")
  void a_load_without_a_network_is_borne_and_told_of() throws Exception {
    LoadReport report = run(60, 30, folder);

    assertThat(report.isWhole()).isTrue();
    assertThat(report.text())
        .contains("60 done, 0 failed, 0 refused, 0 unfinished", "first estimates", "Redis keys");
    assertThat(report.json()).contains("\"done\" : 60", "\"delivered\" : {", "\"count\" : 60");
  }

  private static LoadReport run(int jobs, double rate, Path folder) throws Exception {
    Installation installation = new Installation(null, Map.of());
    ModelCatalogue catalogue = installation.models();
    String id = catalogue.require("bundled").id();
    try (LoadInstance instance =
            new LoadInstance(
                installation,
                folder,
                ModelProvider.of(id, () -> new FakeModel(id)),
                ModelLoader.menu(catalogue, id),
                RETENTION);
        LoadRun run =
            new LoadRun(
                instance.bot(),
                instance.redis(),
                new LoadPlan(jobs, 0, rate, MOST_OPEN, new LoadPlan.Wishes(KINDS, 1), 500, 1),
                RETENTION,
                TimeSource.system())) {
      return run.run(System.err::println);
    }
  }
}
