package org.vitrail.bot.core.modcommands;

import java.util.Set;
import org.vitrail.bot.quota.Subject;

/**
 * Whom or what a moderator's words are about.
 *
 * @param subject as rules know it
 * @param person key of the person, where it is one; otherwise empty
 * @param name as people read it
 * @param roles of the person, where the platform tells them
 */
record Target(Subject subject, String person, String name, Set<String> roles) {
  boolean isPerson() {
    return subject.kind() == Subject.Kind.USER;
  }
}
