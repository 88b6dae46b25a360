package org.vitrail.deploy.standalone;

import java.util.Stack;
import org.vitrail.config.Printable;
import org.vitrail.inference.protocol.Keep;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes the words of {@code --keep up 12 left 4} and leaves those of the prompt behind it. */
final class KeptSides implements IParameterConsumer {
  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    String typed = words.isEmpty() ? "" : words.pop();
    while (!words.isEmpty() && Keep.goesOn(typed, words.peek())) {
      typed += " " + words.pop();
    }
    try {
      option.setValue(Keep.read(typed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(),
          "--keep: \"%s\" is not allowed; give up, down, left, right or border, with cells or percent if you like, as in up 12 or left 30%%."
              .formatted(Printable.text(typed)),
          e);
    }
  }
}
