package org.vitrail.bot.core.community;

import java.util.Optional;

/**
 * One field of a community's book on its way to another value.
 *
 * @param before what it was; empty for nothing
 * @param after what it is from then on; empty for nothing
 */
public record Change(String field, Optional<String> before, Optional<String> after) {
  /** The way back. */
  Change reversed() {
    return new Change(field, after, before);
  }
}
