package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.Locale;
import org.vitrail.config.ModelDefaults;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vitrail models …}: what the catalogue offers. */
@Command(name = "models", description = "Shows the models people may choose from.")
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Please name one of: list.");
  }

  @Command(name = "list", description = "Lists the models of config/models.yaml.")
  int list() {
    Installation installation = Installation.here();
    Settings settings = installation.settings();
    PrintWriter out = spec.commandLine().getOut();
    for (ModelEntry model : installation.models().entries()) {
      boolean chosen = model.id().equals(settings.model().defaultId());
      ModelDefaults defaults = model.defaults();
      out.printf("%s%s%n", model.id(), chosen ? "  (default)" : "");
      out.printf("  %s. %s%n", model.title(), model.description());
      out.printf(
          "  %s, %s, %s%n",
          model.family().toString().toLowerCase(Locale.ROOT).replace('_', '-'),
          model.licence(),
          model.folder().map(folder -> "in " + folder).orElse("part of the program"));
      out.printf(
          Locale.ROOT,
          "  --guidance %s --temperature %s --top-k %d --count %d%n",
          defaults.guidance(),
          defaults.temperature(),
          defaults.topK(),
          defaults.imageCount());
    }
    out.flush();
    return 0;
  }
}
