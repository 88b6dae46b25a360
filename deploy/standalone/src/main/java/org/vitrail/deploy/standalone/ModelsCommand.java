package org.vitrail.deploy.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vitrail models …}: what the catalogue offers, and getting it here. */
@Command(
    name = "models",
    description = "Shows, downloads and checks the models of config/models.yaml.")
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ModelsCommand() {}

  /** The command with its subcommands. */
  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ModelsList(installation))
        .addSubcommand(new ModelsPull(installation))
        .addSubcommand(new ModelsVerify(installation))
        .addSubcommand(new ModelsInspect());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Please name one of: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
