package org.vitrail.deploy.standalone;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.promptfilter.BlocklistFile;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.config.SettingsException;
import org.vitrail.inference.fetch.FetchException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code vitrail doctor}: looks at everything Vitrail needs here, one line each with what to do;
 * changes nothing. Ends with 1 if something required is missing.
 */
@Command(
    name = "doctor",
    description = {
      "Looks at what Vitrail needs on this machine, and says what to do.",
      "✔ good, ✘ must be put right (exit code 1), – worth knowing."
    })
final class Doctor implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
  private static final Finding UNKNOWN =
      Finding.neutral(
          "the rest",
          "data folder, Redis, page, models and bots follow once the settings are valid.");

  private final Installation installation;
  @Spec private CommandSpec spec;
  private boolean bad;

  Doctor() {
    this(Installation.here());
  }

  Doctor(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() {
    Optional<Settings> settings = settings();
    MachineChecks machine = new MachineChecks();
    check("Java", () -> List.of(machine.java()));
    check("memory", () -> List.of(machine.memory()));
    check("cores", () -> List.of(machine.cores()));
    check("libraries", () -> List.of(machine.libraries()));
    settings.ifPresentOrElse(this::examine, () -> show(UNKNOWN));
    spec.commandLine()
        .getOut()
        .println(
            bad
                ? "Something must be put right: see the lines with ✘."
                : "All that is required is here.");
    spec.commandLine().getOut().flush();
    return bad ? 1 : 0;
  }

  private Optional<Settings> settings() {
    try {
      Settings settings = installation.settingsButRedis();
      BlocklistFile.read(installation.configFolder(), installation.messages());
      installation.styles();
      String from =
          installation.configFolder() == null
              ? "built-in values"
              : installation.configFolder().toString();
      show(Finding.good("settings", "valid, from " + from));
      return Optional.of(settings);
    } catch (SettingsException e) {
      show(Finding.bad("settings", e.getMessage()));
      return Optional.empty();
    }
  }

  private void examine(Settings settings) {
    ServiceChecks services = new ServiceChecks(settings);
    check("data", () -> List.of(services.dataFolder()));
    check("Redis", services::redis);
    check("page", () -> List.of(services.page()));
    check("webhook", () -> services.webhook().stream().toList());
    check(
        "PyTorch",
        () -> List.of(new MachineChecks().natives(ModelShelf.of(installation, settings))));
    check("GPU", () -> gpus(settings));
    check("models", () -> models(settings));
    check("bots", () -> new ChatChecks(settings, installation.proxies()).all());
  }

  private List<Finding> gpus(Settings settings) {
    try {
      ModelEntry model = installation.models().require(settings.model().defaultId());
      return new GpuChecks(settings, model, ModelShelf.of(installation, settings)).all();
    } catch (SettingsException e) {
      // The check of the models tells of it.
      return List.of();
    }
  }

  private List<Finding> models(Settings settings) {
    try {
      return new ModelChecks(settings, installation.models(), ModelShelf.of(installation, settings))
          .all();
    } catch (SettingsException | FetchException e) {
      return List.of(Finding.bad("models", e.getMessage()));
    }
  }

  /** One check that fails in a way nobody thought of must not hide what the others find. */
  private void check(String subject, Supplier<List<Finding>> look) {
    try {
      look.get().forEach(this::show);
    } catch (RuntimeException | Error e) {
      LOG.debug("The check of {} failed.", subject, e);
      show(
          Finding.bad(
              subject,
              "could not be looked at, which is a fault of Vitrail: report what ./vitrail doctor --verbose prints here."));
    }
  }

  private void show(Finding finding) {
    bad |= finding.isBad();
    spec.commandLine().getOut().println(finding);
    spec.commandLine().getOut().flush();
  }
}
