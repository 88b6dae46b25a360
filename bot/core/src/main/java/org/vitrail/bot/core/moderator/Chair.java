package org.vitrail.bot.core.moderator;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.place.Act;

/**
 * A moderator at work: who, where, when, and what they said.
 *
 * @param place whose book is written in
 * @param channel where they speak
 * @param zone in which they mean times
 */
record Chair(Person who, String place, String channel, ZoneId zone, Instant now, Moderate command) {
  /** The same with another command. */
  Chair saying(Moderate other) {
    return new Chair(who, place, channel, zone, now, other);
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
    return new Act(place, who.key(), command, target, command().reason());
  }
}
