package org.vitrail.bot.core;

import java.util.Set;

/**
 * What a person is in the community where they speak, as the platform knows it.
 *
 * @param roles ids of their roles there; empty where the platform has none
 */
public record Standing(Rank rank, Set<String> roles) {
  /** Somebody like everybody else. */
  public static final Standing MEMBER = new Standing(Rank.MEMBER, Set.of());

  /** Somebody who decides there. */
  public static final Standing MODERATOR = new Standing(Rank.MODERATOR, Set.of());

  /** Somebody in a private chat with the bot. */
  public static final Standing PRIVATE_CHAT = new Standing(Rank.PRIVATE_CHAT, Set.of());

  /** Who may decide what. */
  public enum Rank {
    /** Decides about nothing but their own. */
    MEMBER,
    /** Has nobody to decide about, but the taste of the community is theirs. */
    PRIVATE_CHAT,
    /** Decides for everybody in the community. */
    MODERATOR,
    /** Runs the instance: decides for all communities. */
    OPERATOR
  }

  public Standing {
    roles = Set.copyOf(roles);
  }

  /** Whether they may change what holds for others in the community. */
  public boolean isModerator() {
    return rank == Rank.MODERATOR || rank == Rank.OPERATOR;
  }

  /** Whether they may choose how the community is spoken to and what it asks for by default. */
  public boolean maySetTaste() {
    return rank != Rank.MEMBER;
  }
}
