package org.vitrail.bot.core.admission.quota;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where an account's pictures are counted: once in all, once for the platform, the place and the
 * channel. So a place's rule counts what was drawn there, and the house's what was drawn anywhere.
 */
final class Scopes {
  static final String ALL = "all";

  private Scopes() {}

  static String place(Asking asking) {
    return "p:" + asking.place();
  }

  static String channel(Asking asking) {
    return "c:" + asking.place() + "/" + asking.channel();
  }

  /** All scopes that a picture of this asker counts in. */
  static List<String> of(Asking asking) {
    Set<String> scopes = new LinkedHashSet<>();
    scopes.add(ALL);
    scopes.add(asking.platform());
    scopes.add(place(asking));
    scopes.add(channel(asking));
    return List.copyOf(scopes);
  }
}
