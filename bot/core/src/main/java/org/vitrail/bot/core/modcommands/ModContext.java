package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.community.Act;

/**
 * A moderator at work: who, where, when, and what they said.
 *
 * @param community whose book is written in
 * @param channel where they speak
 * @param zone in which they mean times
 */
record ModContext(
    Person who, String community, String channel, ZoneId zone, Instant now, Moderate command) {
  /** The same with another command. */
  ModContext saying(Moderate other) {
    return new ModContext(who, community, channel, zone, now, other);
  }

  String locale() {
    return who.locale();
  }

  String platform() {
    return who.platform();
  }

  /** The word at an index, empty where there is none. */
  Optional<String> word(int index) {
    return index < command.words().size()
        ? Optional.of(command.words().get(index))
        : Optional.empty();
  }

  /** The same in small letters, for words that are ours. */
  String action() {
    return word(0).orElse("").toLowerCase(Locale.ROOT);
  }

  /** The words from an index on, as one text. */
  String rest(int index) {
    List<String> words = command.words();
    return index < words.size() ? String.join(" ", words.subList(index, words.size())) : "";
  }

  /** An act of this moderator. */
  Act act(String command, String target) {
    return new Act(community, who.key(), command, target, command().reason());
  }
}
