package org.vitrail.bot.command.catalogue;

/** Whether somebody draws with a model, and if not, what would help. */
public enum ModelPresence {
  /** A live worker serves it. */
  SERVED,
  /** Workers that would serve it cannot load it. */
  BROKEN,
  /** Its files are on this machine, but no worker serves it. */
  STOPPED,
  /** Its files are not on this machine either. */
  ABSENT
}
