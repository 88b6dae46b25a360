package org.vitrail.bot.command.catalogue;

/** What some models can do and others cannot. */
public enum ModelAbility {
  /** Pictures can begin from one that somebody sends. */
  INIT_IMAGE,
  /** Pictures that were drawn can be varied. */
  VARY
}
