package org.vitrail.bot.command;

import java.util.Arrays;
import java.util.Optional;

/** What a button does. Its letter stands in ids that people's chats keep: it never changes. */
public enum ButtonAction {
  UPSCALE('u', false),
  VARY('v', false),
  STICKER('s', false),
  AGAIN('r', false),
  REWORD('e', false),
  STOP('t', true),
  CANCEL('c', true),
  DELETE('d', true),
  FILM('f', false),
  COPY('p', false),
  ALBUM('a', false),
  REPORT('x', false),
  SURPRISE('z', false);

  private final char letter;
  private final boolean ownersOnly;

  ButtonAction(char letter, boolean ownersOnly) {
    this.letter = letter;
    this.ownersOnly = ownersOnly;
  }

  char letter() {
    return letter;
  }

  /** Whether only the person who asked for the job may press it. */
  public boolean isOwnersOnly() {
    return ownersOnly;
  }

  static Optional<ButtonAction> of(char letter) {
    return Arrays.stream(values()).filter(action -> action.letter == letter).findFirst();
  }
}
