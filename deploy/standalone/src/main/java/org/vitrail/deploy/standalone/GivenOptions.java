package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses what a command was given but cannot do, before it begins. */
record GivenOptions(CommandSpec spec) {

  /**
   * @param allowed for a sentence, as {@code 1 to 9}
   * @throws ParameterException naming option, value and what is allowed
   */
  void require(boolean holds, String option, String allowed, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), option + ": give " + allowed + " (it was " + value + ").");
    }
  }

  /**
   * A report is written at the end of a long run, when it is too late to learn that it cannot be.
   *
   * @param file null for none
   */
  void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean possible =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    require(possible, option, "a file in a folder that is there and can be written", file);
  }
}
