package org.vitrail.bot.quota;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where an account's pictures are counted: once in all, once for the platform, the community and
 * the channel. So a community's rule counts what was drawn there, and the instance's what was drawn
 * anywhere.
 */
final class Scopes {
  static final String ALL = "all";

  private Scopes() {}

  static String community(QuotaSubject asking) {
    return "p:" + asking.community();
  }

  static String channel(QuotaSubject asking) {
    return "c:" + asking.community() + "/" + asking.channel();
  }

  /** All scopes that a picture of this asker counts in. */
  static List<String> of(QuotaSubject asking) {
    Set<String> scopes = new LinkedHashSet<>();
    scopes.add(ALL);
    scopes.add(asking.platform());
    scopes.add(community(asking));
    scopes.add(channel(asking));
    return List.copyOf(scopes);
  }
}
