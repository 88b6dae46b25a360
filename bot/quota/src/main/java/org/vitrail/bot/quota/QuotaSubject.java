package org.vitrail.bot.quota;

import java.util.List;
import java.util.Set;

/**
 * Who asks, and where, as far as rules go.
 *
 * @param person key of the person on this platform
 * @param account the ledger's name of the person, the same on all platforms that they linked
 * @param platform such as {@code discord}
 * @param community the guild, group or private chat
 * @param channel the part of it where it was said
 * @param roles ids of the person's roles there
 */
public record QuotaSubject(
    String person,
    String account,
    String platform,
    String community,
    String channel,
    Set<String> roles) {
  public QuotaSubject {
    roles = Set.copyOf(roles);
  }

  /** The same of another account. */
  public QuotaSubject of(String otherAccount) {
    return new QuotaSubject(person, otherAccount, platform, community, channel, roles);
  }

  /** Where the pictures of this asker count. */
  public List<String> scopes() {
    return Scopes.of(this);
  }
}
