package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Set;
import org.vitrail.inference.model.weights.file.ByteWindow;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.EscapedText;

/**
 * Judges the names in one pickle: those that run something elsewhere end its reading, the unknown
 * are told, all stay names.
 */
final class PickleNames {
  private static final int MAX_STRANGERS = 1000;
  private static final int MAX_SHOWN = 100;
  private static final String GETATTR = "getattr";

  private final ByteWindow in;
  private final Set<String> strangers;
  private PickleGlobal uncalledGetter;

  /**
   * @param strangers gets the names that nobody here knows
   */
  PickleNames(ByteWindow in, Set<String> strangers) {
    this.in = in;
    this.strangers = strangers;
  }

  PickleGlobal mentioned(String module, String name) {
    PickleGlobal global = new PickleGlobal(module, name);
    if (isGetter(global)) {
      uncalledGetter = global;
    } else if (HostileNames.contain(global)) {
      throw accusation(global);
    } else if (!PickleGlobals.know(global) && strangers.size() < MAX_STRANGERS) {
      strangers.add(global.toString());
    }
    return global;
  }

  void called(PickleGlobal global, List<?> arguments) {
    if (isGetter(global)) {
      if (!isConstant(arguments)) {
        throw accusation(global);
      }
      uncalledGetter = null;
    }
  }

  void ended() {
    if (uncalledGetter != null) {
      throw accusation(uncalledGetter);
    }
  }

  private static boolean isGetter(PickleGlobal global) {
    return HostileNames.isBuiltin(global) && global.name().equals(GETATTR);
  }

  /** Python 3.11 writes a constant of an enumeration as the attribute of its class. */
  private static boolean isConstant(List<?> arguments) {
    return arguments.size() == 2
        && arguments.get(0) instanceof PickleGlobal type
        && type.name().matches("(.*\\.)?[A-Z]\\w*")
        && arguments.get(1) instanceof String name
        && name.matches("[A-Za-z]\\w{0,99}");
  }

  private CheckpointException accusation(PickleGlobal global) {
    return in.refusal(
        "mentions '"
            + EscapedText.text(global.toString(), MAX_SHOWN)
            + "', which no checkpoint needs and with which a file runs programs or changes files"
            + " where it is loaded. Nothing of it was run here; do not open this file with other"
            + " programs");
  }
}
