package org.vitrail.bot.core.modcommands;

import org.vitrail.bot.core.ImpossibleException;

/** Carries out one command of moderators and says what holds now. */
@FunctionalInterface
public interface ModAct {
  String carryOut(ModContext context) throws ImpossibleException;
}
