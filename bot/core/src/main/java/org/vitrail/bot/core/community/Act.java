package org.vitrail.bot.core.community;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField;
import org.vitrail.bot.quota.RuleField.Slot;
import org.vitrail.bot.quota.Subject;

/**
 * What a moderator does, before it is done.
 *
 * @param by key of the moderator
 * @param command its name, such as {@code /quota set}
 * @param target whom or what it is about, in the words of the book; may be empty
 * @param reason as the moderator gave it; may be empty
 * @param fields of the community's book, with their new values; an empty value removes a field
 */
public record Act(
    String community,
    String by,
    String command,
    String target,
    String reason,
    Map<String, Optional<String>> fields) {
  public Act {
    fields = new LinkedHashMap<>(fields);
  }

  /** One that changes nothing in the book. */
  public Act(String community, String by, String command, String target, String reason) {
    this(community, by, command, target, reason, Map.of());
  }

  /** The same with one more field. */
  public Act with(String field, Optional<String> value) {
    Map<String, Optional<String>> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Act(community, by, command, target, reason, more);
  }

  public Act with(String field, String value) {
    return with(field, Optional.of(value));
  }

  /** The same without a field. */
  public Act without(String field) {
    return with(field, Optional.empty());
  }

  /** The same with a rule. */
  public Act with(Rule rule) {
    return with(RuleField.name(rule), RuleField.value(rule));
  }

  /** The same with a rule that holds from now on, whatever held until later. */
  public Act replacing(Rule rule) {
    Act act = with(rule);
    return rule.until().isEmpty() ? act.without(rule.subject(), rule.limit(), Slot.TEMPORARY) : act;
  }

  /** The same without what was decided of a limit of somebody. */
  public Act without(Subject subject, Limit limit, Slot... slots) {
    Act act = this;
    for (Slot slot : slots) {
      act = act.without(RuleField.name(subject, limit, slot));
    }
    return act;
  }
}
