package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.RuleFormatter;
import org.vitrail.bot.core.admission.quota.Amount;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.admission.quota.Decision;
import org.vitrail.bot.core.admission.quota.Grants;
import org.vitrail.bot.core.admission.quota.Limit;
import org.vitrail.bot.core.admission.quota.QuotaSubject;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.admission.quota.Rulebook;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.community.RuleField;
import org.vitrail.bot.core.community.RuleField.Slot;
import org.vitrail.bot.core.queue.ImpossibleException;

/** {@code /quota}: shows, explains, grants, adds and resets. */
final class QuotaActs {
  private static final List<Limit> WINDOWS = List.of(Limit.HOUR, Limit.DAY, Limit.WEEK);
  private static final int MAX_RULES_SHOWN = 30;

  private final Admission admission;
  private final Ledger ledger;
  private final CommunitySettingsStore book;
  private final Calendar calendar;
  private final TargetReader targets;
  private final TimedAmountReader terms;
  private final RuleFormatter words;
  private final AuditedWriter auditedWriter;

  QuotaActs(
      Admission admission,
      Ledger ledger,
      CommunitySettingsStore book,
      Calendar calendar,
      TargetReader targets,
      TimedAmountReader terms,
      RuleFormatter words,
      AuditedWriter auditedWriter) {
    this.admission = admission;
    this.ledger = ledger;
    this.book = book;
    this.calendar = calendar;
    this.targets = targets;
    this.terms = terms;
    this.words = words;
    this.auditedWriter = auditedWriter;
  }

  String handle(ModContext context) throws ImpossibleException {
    return switch (context.action()) {
      case "", "show" -> context.word(1).isEmpty() ? list(context) : show(context, target(context));
      case "why" ->
          why(context, context.word(1).isEmpty() ? targets.self(context) : target(context));
      case "set" -> set(context, target(context));
      case "add" -> add(context, target(context));
      case "reset" -> reset(context, target(context));
      default -> throw auditedWriter.misused(context);
    };
  }

  /** What one person may still have here: for themselves, without any right. */
  String standing(ModContext context) {
    return show(context, targets.self(context));
  }

  private String list(ModContext context) {
    List<Rule> rules =
        book.page(context.community()).rules().stream()
            .filter(rule -> rule.until().map(context.now()::isBefore).orElse(true))
            .sorted(Comparator.comparing((Rule rule) -> rule.subject().kind()).reversed())
            .limit(MAX_RULES_SHOWN)
            .toList();
    if (rules.isEmpty()) {
      return auditedWriter.text(context, "quota.no-rules");
    }
    List<String> lines = new ArrayList<>();
    lines.add(auditedWriter.text(context, "quota.rules"));
    for (Rule rule : rules) {
      String line = line(context, rule);
      lines.add(
          targets
              .name(rule.subject())
              .map(name -> auditedWriter.text(context, "quota.of", name))
              .map(whose -> auditedWriter.text(context, "text.sentences", whose, line))
              .orElse(line));
    }
    return String.join("\n", lines);
  }

  private String show(ModContext context, Target target) {
    if (!target.isPerson()) {
      List<String> lines = new ArrayList<>();
      for (Rule rule : book.page(context.community()).rules()) {
        if (rule.subject().equals(target.subject())
            && rule.until().map(context.now()::isBefore).orElse(true)) {
          lines.add(line(context, rule));
        }
      }
      return lines.isEmpty()
          ? auditedWriter.text(context, "quota.no-rules-for", target.name())
          : String.join("\n", lines);
    }
    QuotaSubject asking = asking(context, target);
    Grants grants = admission.grants(admission.rules(context.community()), asking, context.now());
    Map<Limit, Map<String, Long>> used = ledger.used(asking.account());
    List<String> lines = new ArrayList<>();
    lines.add(auditedWriter.text(context, "quota.of", target.name()));
    for (Decision decision : grants.windows()) {
      long count = used.get(decision.limit()).getOrDefault(decision.scope(), 0L);
      lines.add(
          auditedWriter.text(
              context, "quota.used." + decision.limit().word(), count, decision.amount()));
    }
    long open = ledger.openOf(asking.account());
    Decision atOnce = grants.atOnce();
    lines.add(
        atOnce.isLimited()
            ? auditedWriter.text(context, "quota.open", open, atOnce.amount())
            : auditedWriter.text(context, "quota.open-unlimited", open));
    return String.join("\n", lines);
  }

  private String why(ModContext context, Target target) throws ImpossibleException {
    if (!target.isPerson()) {
      return show(context, target);
    }
    QuotaSubject asking = asking(context, target);
    Rulebook rules = admission.rules(context.community());
    List<String> lines = new ArrayList<>();
    lines.add(show(context, target));
    for (Limit limit : Limit.values()) {
      Decision decision = rules.decide(limit, asking, context.now());
      decision
          .rule()
          .ifPresent(
              rule -> lines.add(auditedWriter.text(context, "quota.because", line(context, rule))));
      decision
          .modifier()
          .ifPresent(
              rule -> lines.add(auditedWriter.text(context, "quota.and", line(context, rule))));
    }
    return String.join("\n", lines);
  }

  private String set(ModContext context, Target target) throws ImpossibleException {
    TimedAmount term = term(context, 2);
    Limit limit = term.limit().orElse(Limit.DAY);
    Act act = context.act("/quota set", target.name());
    if (term.isDefault()) {
      for (Slot slot : Slot.values()) {
        act = act.with(RuleField.name(target.subject(), limit, slot), Optional.empty());
      }
      String sentence = auditedWriter.text(context, "quota.cleared", target.name());
      return auditedWriter.write(act, sentence, context.locale());
    }
    Amount amount = term.amount().orElseThrow(() -> auditedWriter.misused(context));
    if (amount instanceof Amount.Plus plus) {
      return add(context, target, plus.number(), limit);
    }
    if (amount instanceof Amount.Times && term.until().isEmpty()) {
      throw auditedWriter.impossible(context, "quota.factor-needs-end");
    }
    Rule rule = rule(context, target, limit, amount, term.until());
    String sentence = auditedWriter.text(context, "quota.set", target.name(), term(context, rule));
    act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    if (term.until().isEmpty()) {
      // What lasts is meant to hold from now on, whatever held until later.
      act = act.with(RuleField.name(target.subject(), limit, Slot.TEMPORARY), Optional.empty());
    }
    return auditedWriter.write(act, sentence, context.locale());
  }

  private String add(ModContext context, Target target) throws ImpossibleException {
    TimedAmount term = term(context, 2);
    Amount amount = term.amount().orElseThrow(() -> auditedWriter.misused(context));
    long number =
        amount.fold(
            exactly -> exactly < Integer.MAX_VALUE ? exactly : 0, times -> 0L, plus -> plus);
    if (number == 0) {
      throw auditedWriter.misused(context);
    }
    return add(context, target, number, term.limit().orElse(Limit.DAY));
  }

  private String add(ModContext context, Target target, long number, Limit limit)
      throws ImpossibleException {
    if (!limit.isWindow()) {
      throw auditedWriter.misused(context);
    }
    Rule rule = extra(context, target, limit, number);
    String sentence =
        auditedWriter.text(context, "quota.added", target.name(), term(context, rule));
    Act act =
        context
            .act("/quota add", target.name())
            .with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    return auditedWriter.write(act, sentence, context.locale());
  }

  /** The counts stay true: what was used is granted once more. */
  private String reset(ModContext context, Target target) throws ImpossibleException {
    if (!target.isPerson()) {
      throw auditedWriter.impossible(context, "quota.reset-people");
    }
    QuotaSubject asking = asking(context, target);
    Rulebook rules = admission.rules(context.community());
    Map<Limit, Map<String, Long>> used = ledger.used(asking.account());
    Act act = context.act("/quota reset", target.name());
    for (Limit window : WINDOWS) {
      Decision decision = rules.decide(window, asking, context.now());
      long count = used.get(window).getOrDefault(decision.scope(), 0L);
      long extra = extraNow(context, target, window);
      if (decision.isLimited() && count > extra) {
        Rule rule = extra(context, target, window, count - extra);
        act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
      }
    }
    if (act.fields().isEmpty()) {
      return auditedWriter.text(context, "quota.nothing-to-reset", target.name());
    }
    return auditedWriter.write(
        act, auditedWriter.text(context, "quota.reset", target.name()), context.locale());
  }

  /** So many more than were added already, until the window ends. */
  private Rule extra(ModContext context, Target target, Limit window, long more) {
    Instant end = calendar.next(window, context.now());
    Amount amount = new Amount.Plus(extraNow(context, target, window) + more);
    return rule(context, target, window, amount, Optional.of(end));
  }

  private long extraNow(ModContext context, Target target, Limit window) {
    String field = RuleField.name(target.subject(), window, Slot.EXTRA);
    return book.page(context.community())
        .field(field)
        .flatMap(value -> RuleField.read(context.community(), field, value))
        .filter(rule -> rule.until().map(context.now()::isBefore).orElse(false))
        .map(rule -> rule.amount().of(0))
        .orElse(0L);
  }

  private static Rule rule(
      ModContext context, Target target, Limit limit, Amount amount, Optional<Instant> until) {
    return new Rule(
        context.community(),
        target.subject(),
        limit,
        amount,
        until,
        context.who().key(),
        context.command().reason());
  }

  private QuotaSubject asking(ModContext context, Target target) {
    String platform = target.person().split(":", 2)[0];
    return new QuotaSubject(
        target.person(),
        target.subject().id(),
        platform,
        context.community(),
        context.channel(),
        target.roles());
  }

  private Target target(ModContext context) throws ImpossibleException {
    String word = context.word(1).orElseThrow(() -> auditedWriter.misused(context));
    return targets
        .read(word, context)
        .orElseThrow(() -> auditedWriter.nobody(context, "target.unknown", word));
  }

  private TimedAmount term(ModContext context, int from) throws ImpossibleException {
    try {
      return terms.read(context.rest(from), context.now(), context.zone());
    } catch (TimedAmountReader.UnknownWordException e) {
      throw auditedWriter.impossible(context, "term.unknown", e.word());
    }
  }

  private String term(ModContext context, Rule rule) {
    return words.term(rule, context.zone(), context.locale());
  }

  private String line(ModContext context, Rule rule) {
    String what = words.rule(rule, context.zone(), context.locale());
    return auditedWriter.text(
        context, "text.sentences", what + ".", words.source(rule, context.locale()));
  }
}
