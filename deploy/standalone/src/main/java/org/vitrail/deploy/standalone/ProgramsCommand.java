package org.vitrail.deploy.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vitrail programs …}: the networks' programs for use outside of Vitrail. */
@Command(
    name = "programs",
    description = "Takes the networks' programs to another machine, to check and time them there.")
final class ProgramsCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ProgramsCommand() {}

  /** The command with its subcommand. */
  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new ProgramsCommand())
        .addSubcommand(new ProgramsExportCommand(installation));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Please name: export.");
  }
}
