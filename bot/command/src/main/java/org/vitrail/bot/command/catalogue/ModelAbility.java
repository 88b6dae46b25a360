package org.vitrail.bot.command.catalogue;

/** What some models can do and others cannot. */
public enum ModelAbility {
  /** Pictures can begin from one that somebody sends. */
  INIT_IMAGE,
  /** People can choose what stays of such a picture. */
  KEEP,
  /** Pictures that were drawn can be varied. */
  VARY,
  /** Pictures can be wider than high, or higher than wide. */
  ASPECT,
  /** Pictures can be drawn towards one that somebody sends. */
  IMAGE_PROMPTS,
  /** Prompts can be several texts with weights. */
  WEIGHTED_PROMPT,
  /** Drawing can be ended early with what is there of the pictures. */
  END_EARLY,
  /** Things can be cut out of pictures that it drew, by its workers. */
  STICKER
}
