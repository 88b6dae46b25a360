package org.vitrail.bot.core.modcommands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.quota.Amount;
import org.vitrail.bot.core.admission.quota.Limit;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.admission.quota.Subject;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.RuleField;
import org.vitrail.bot.core.community.RuleField.Slot;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.DurationFormatter;

/** {@code /ban}, {@code /unban}, {@code /mute} and {@code /limit}: who may draw, and where. */
final class AccessActs {
  private static final Duration MUTED = Duration.ofHours(1);
  private static final long MAX_AMOUNT = 1_000_000;

  private final Accounts accounts;
  private final TargetReader targets;
  private final TimedAmountReader terms;
  private final DurationFormatter wording;
  private final AuditedWriter auditedWriter;

  AccessActs(
      Accounts accounts,
      TargetReader targets,
      TimedAmountReader terms,
      DurationFormatter wording,
      AuditedWriter auditedWriter) {
    this.accounts = accounts;
    this.targets = targets;
    this.terms = terms;
    this.wording = wording;
    this.auditedWriter = auditedWriter;
  }

  String ban(ModContext context) throws ImpossibleException {
    Target target = person(context);
    Optional<Instant> until = term(context, 1).until();
    return deny(context, "/ban", target, until);
  }

  String mute(ModContext context) throws ImpossibleException {
    Target target = person(context);
    Instant until = term(context, 1).until().orElse(context.now().plus(MUTED));
    return deny(context, "/mute", target, Optional.of(until));
  }

  String unban(ModContext context) throws ImpossibleException {
    Target target = person(context);
    Act act = context.act("/unban", target.name());
    for (Subject subject : subjects(target)) {
      for (Slot slot : List.of(Slot.LASTING, Slot.TEMPORARY)) {
        act = act.with(RuleField.name(subject, Limit.ACCESS, slot), Optional.empty());
      }
    }
    return auditedWriter.write(
        act, auditedWriter.text(context, "ban.lifted", target.name()), context.locale());
  }

  private String deny(ModContext context, String command, Target target, Optional<Instant> until)
      throws ImpossibleException {
    if (target.person().equals(context.who().key())) {
      throw auditedWriter.impossible(context, "ban.oneself");
    }
    Act act = context.act(command, target.name());
    for (Subject subject : subjects(target)) {
      Rule rule = rule(context, subject, Limit.ACCESS, Amount.NOTHING, until);
      act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    }
    String sentence =
        until
            .map(
                end ->
                    auditedWriter.text(
                        context,
                        "ban.until",
                        target.name(),
                        wording.end(context.locale(), end, context.zone())))
            .orElseGet(() -> auditedWriter.text(context, "ban.lasting", target.name()));
    return auditedWriter.write(act, sentence, context.locale());
  }

  /** Whoever leaves a shared account stays banned: each of its people is. */
  private List<Subject> subjects(Target target) {
    return accounts.sharing(target.person()).stream()
        .map(person -> new Subject(Subject.Kind.USER, person))
        .toList();
  }

  /** {@code /limit [CHANNEL|everyone] allow|deny|default|count N|queue N [TERM]}. */
  String limit(ModContext context) throws ImpossibleException {
    int at = 0;
    Target target = targets.here(context);
    if (!isAction(context.word(0).orElse(""))) {
      String word = context.word(0).orElseThrow(() -> auditedWriter.misused(context));
      target =
          targets
              .read(word, context)
              .filter(found -> !found.isPerson())
              .orElseThrow(() -> auditedWriter.nobody(context, "target.unknown", word));
      at = 1;
    }
    String action = context.word(at).orElse("").toLowerCase(Locale.ROOT);
    return switch (action) {
      case "allow" -> limit(context, target, Limit.ACCESS, new Amount.Exactly(1), at + 1);
      case "deny" -> limit(context, target, Limit.ACCESS, Amount.NOTHING, at + 1);
      case "count" -> limit(context, target, Limit.REQUEST, number(context, at + 1), at + 2);
      case "queue" ->
          limit(
              context,
              new Target(everybody(context), "", "", target.roles()),
              Limit.QUEUE,
              number(context, at + 1),
              at + 2);
      case "default" -> free(context, target);
      default -> throw auditedWriter.misused(context);
    };
  }

  private static boolean isAction(String word) {
    return List.of("allow", "deny", "count", "queue", "default")
        .contains(word.toLowerCase(Locale.ROOT));
  }

  private static Subject everybody(ModContext context) {
    return context.community().equals(Rule.HOUSE) ? Subject.HOUSE : Subject.PLACE;
  }

  private Amount number(ModContext context, int at) throws ImpossibleException {
    String word = context.word(at).orElse("");
    if (!word.matches("\\d{1,7}") || word.matches("0+") || Long.parseLong(word) > MAX_AMOUNT) {
      throw auditedWriter.misused(context);
    }
    return new Amount.Exactly(Long.parseLong(word));
  }

  private String limit(ModContext context, Target target, Limit limit, Amount amount, int from)
      throws ImpossibleException {
    Rule rule = rule(context, target.subject(), limit, amount, term(context, from).until());
    Act act =
        context
            .act("/limit", target.name())
            .with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    if (rule.until().isEmpty()) {
      act = act.with(RuleField.name(rule.subject(), limit, Slot.TEMPORARY), Optional.empty());
    }
    long number = amount.of(0);
    String key =
        limit == Limit.ACCESS
            ? amount.equals(Amount.NOTHING) ? "limit.denied" : "limit.allowed"
            : "limit.set." + limit.word();
    return auditedWriter.write(
        act, sentence(context, key, target, number, rule.until()), context.locale());
  }

  private String sentence(
      ModContext context, String key, Target target, long number, Optional<Instant> until) {
    String where = where(context, target);
    String sentence = auditedWriter.text(context, key, where, number);
    return until
        .map(
            end ->
                auditedWriter.text(
                    context,
                    "text.sentences",
                    sentence,
                    auditedWriter.text(
                        context,
                        "limit.until",
                        wording.end(context.locale(), end, context.zone()))))
        .orElse(sentence);
  }

  private String where(ModContext context, Target target) {
    return switch (target.subject().kind()) {
      case CHANNEL -> auditedWriter.text(context, "where.channel", target.name());
      case ROLE -> auditedWriter.text(context, "where.role", target.name());
      case PLATFORM -> auditedWriter.text(context, "where.platform", target.name());
      case HOUSE -> auditedWriter.text(context, "where.house");
      default -> auditedWriter.text(context, "where.place");
    };
  }

  private String free(ModContext context, Target target) {
    Act act = context.act("/limit", target.name());
    for (Limit limit : List.of(Limit.ACCESS, Limit.REQUEST, Limit.QUEUE)) {
      for (Slot slot : List.of(Slot.LASTING, Slot.TEMPORARY)) {
        act = act.with(RuleField.name(target.subject(), limit, slot), Optional.empty());
      }
    }
    String sentence = auditedWriter.text(context, "limit.cleared", where(context, target));
    return auditedWriter.write(act, sentence, context.locale());
  }

  private static Rule rule(
      ModContext context, Subject subject, Limit limit, Amount amount, Optional<Instant> until) {
    return new Rule(
        context.community(),
        subject,
        limit,
        amount,
        until,
        context.who().key(),
        context.command().reason());
  }

  private Target person(ModContext context) throws ImpossibleException {
    String word = context.word(0).orElseThrow(() -> auditedWriter.misused(context));
    return targets
        .read(word, context)
        .filter(Target::isPerson)
        .orElseThrow(() -> auditedWriter.nobody(context, "target.nobody", word));
  }

  private TimedAmount term(ModContext context, int from) throws ImpossibleException {
    try {
      TimedAmount term = terms.read(context.rest(from), context.now(), context.zone());
      if (term.amount().isPresent() || term.limit().isPresent() || term.isDefault()) {
        throw auditedWriter.misused(context);
      }
      return term;
    } catch (TimedAmountReader.UnknownWordException e) {
      throw auditedWriter.impossible(context, "term.unknown", e.word());
    }
  }
}
