package org.vitrail.bot.core.modcommands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.command.amount.TimedAmount;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField.Slot;
import org.vitrail.bot.quota.Subject;

/** {@code /ban}, {@code /unban}, {@code /mute} and {@code /limit}: who may draw, and where. */
public final class AccessActs {
  /** What {@code /limit} decides. */
  private static final List<Limit> LIMITS =
      List.of(Limit.ACCESS, Limit.REQUEST, Limit.ITERATIONS, Limit.SIZE, Limit.QUEUE);

  private static final Duration MUTED = Duration.ofHours(1);
  private static final long MAX_AMOUNT = 1_000_000;

  private final Accounts accounts;
  private final TargetReader targets;

  public AccessActs(Accounts accounts, TargetReader targets) {
    this.accounts = accounts;
    this.targets = targets;
  }

  public String ban(ModContext context) throws ImpossibleException {
    Target target = person(context);
    return deny(context, "/ban", target, term(context, 1).until());
  }

  public String mute(ModContext context) throws ImpossibleException {
    Target target = person(context);
    Instant until = term(context, 1).until().orElse(context.now().plus(MUTED));
    return deny(context, "/mute", target, Optional.of(until));
  }

  public String unban(ModContext context) throws ImpossibleException {
    Target target = person(context);
    Act act = context.act("/unban", target.name());
    for (Subject subject : subjects(target)) {
      act = act.without(subject, Limit.ACCESS, Slot.LASTING, Slot.TEMPORARY);
    }
    return context.write(act, context.text("ban.lifted", target.name()));
  }

  private String deny(ModContext context, String command, Target target, Optional<Instant> until)
      throws ImpossibleException {
    if (target.person().equals(context.who().key())) {
      throw new ImpossibleException("ban.oneself");
    }
    Act act = context.act(command, target.name());
    for (Subject subject : subjects(target)) {
      act = act.with(context.rule(subject, Limit.ACCESS, Amount.NOTHING, until));
    }
    String sentence =
        until
            .map(end -> context.text("ban.until", target.name(), context.end(end)))
            .orElseGet(() -> context.text("ban.lasting", target.name()));
    return context.write(act, sentence);
  }

  /** Whoever leaves a shared account stays banned: each of its people is. */
  private List<Subject> subjects(Target target) {
    return accounts.sharing(target.person()).stream()
        .map(person -> new Subject(Subject.Kind.USER, person))
        .toList();
  }

  /**
   * {@code /limit [CHANNEL|everyone] allow|deny|default|count N|iterations N|size N|queue N
   * [TERM]}.
   */
  public String limit(ModContext context) throws ImpossibleException {
    int at = 0;
    Target target = targets.here(context);
    if (!isAction(context.word(0).orElse(""))) {
      String word = context.word(0).orElseThrow(context::misused);
      target =
          targets
              .read(word, context)
              .filter(found -> !found.isPerson())
              .orElseThrow(() -> context.nobody("target.unknown", word));
      at = 1;
    }
    String action = context.word(at).orElse("").toLowerCase(Locale.ROOT);
    return switch (action) {
      case "allow" -> limit(context, target, Limit.ACCESS, new Amount.Exactly(1), at + 1);
      case "deny" -> limit(context, target, Limit.ACCESS, Amount.NOTHING, at + 1);
      case "count" -> limit(context, target, Limit.REQUEST, number(context, at + 1), at + 2);
      case "iterations" ->
          limit(context, target, Limit.ITERATIONS, number(context, at + 1), at + 2);
      case "size" -> limit(context, target, Limit.SIZE, number(context, at + 1), at + 2);
      case "queue" ->
          limit(
              context,
              new Target(everybody(context), "", "", target.roles()),
              Limit.QUEUE,
              number(context, at + 1),
              at + 2);
      case "default" -> free(context, target);
      default -> throw context.misused();
    };
  }

  private static boolean isAction(String word) {
    return List.of("allow", "deny", "count", "iterations", "size", "queue", "default")
        .contains(word.toLowerCase(Locale.ROOT));
  }

  private static Subject everybody(ModContext context) {
    return context.community().equals(Rule.HOUSE) ? Subject.HOUSE : Subject.PLACE;
  }

  private Amount number(ModContext context, int at) throws ImpossibleException {
    String word = context.word(at).orElse("");
    if (!word.matches("\\d{1,7}") || word.matches("0+") || Long.parseLong(word) > MAX_AMOUNT) {
      throw context.misused();
    }
    return new Amount.Exactly(Long.parseLong(word));
  }

  private String limit(ModContext context, Target target, Limit limit, Amount amount, int from)
      throws ImpossibleException {
    Rule rule = context.rule(target.subject(), limit, amount, term(context, from).until());
    Act act = context.act("/limit", target.name()).replacing(rule);
    long number = amount.of(0);
    String key =
        limit == Limit.ACCESS
            ? amount.equals(Amount.NOTHING) ? "limit.denied" : "limit.allowed"
            : "limit.set." + limit.word();
    return context.write(act, sentence(context, key, target, number, rule.until()));
  }

  private String sentence(
      ModContext context, String key, Target target, long number, Optional<Instant> until) {
    String where = where(context, target);
    String sentence = context.text(key, where, number);
    return until
        .map(
            end ->
                context.text(
                    "text.sentences", sentence, context.text("limit.until", context.end(end))))
        .orElse(sentence);
  }

  private String where(ModContext context, Target target) {
    return switch (target.subject().kind()) {
      case CHANNEL -> context.text("where.channel", target.name());
      case ROLE -> context.text("where.role", target.name());
      case PLATFORM -> context.text("where.platform", target.name());
      case HOUSE -> context.text("where.house");
      default -> context.text("where.place");
    };
  }

  private String free(ModContext context, Target target) {
    Act act = context.act("/limit", target.name());
    for (Limit limit : LIMITS) {
      act = act.without(target.subject(), limit, Slot.LASTING, Slot.TEMPORARY);
    }
    return context.write(act, context.text("limit.cleared", where(context, target)));
  }

  private Target person(ModContext context) throws ImpossibleException {
    String word = context.word(0).orElseThrow(context::misused);
    return targets
        .read(word, context)
        .filter(Target::isPerson)
        .orElseThrow(() -> context.nobody("target.nobody", word));
  }

  private static TimedAmount term(ModContext context, int from) throws ImpossibleException {
    TimedAmount term = context.amount(from);
    if (term.amount().isPresent() || term.limit().isPresent() || term.isDefault()) {
      throw context.misused();
    }
    return term;
  }
}
