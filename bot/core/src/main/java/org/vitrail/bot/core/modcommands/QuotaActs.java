package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.amount.TimedAmount;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Grants;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.QuotaSubject;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.RuleField;
import org.vitrail.bot.quota.RuleField.Slot;
import org.vitrail.bot.quota.Rulebook;

/** {@code /quota}: shows, explains, grants, adds and resets. */
public final class QuotaActs {
  private static final List<Limit> WINDOWS = List.of(Limit.HOUR, Limit.DAY, Limit.WEEK);
  private static final int MAX_RULES_SHOWN = 30;

  private final Admission admission;
  private final Ledger ledger;
  private final Calendar calendar;
  private final TargetReader targets;

  public QuotaActs(Admission admission, Ledger ledger, Calendar calendar, TargetReader targets) {
    this.admission = admission;
    this.ledger = ledger;
    this.calendar = calendar;
    this.targets = targets;
  }

  public String handle(ModContext context) throws ImpossibleException {
    return switch (context.action()) {
      case "", "show" -> context.word(1).isEmpty() ? list(context) : show(context, target(context));
      case "why" ->
          why(context, context.word(1).isEmpty() ? targets.self(context) : target(context));
      case "set" -> set(context, target(context));
      case "add" -> add(context, target(context));
      case "reset" -> reset(context, target(context));
      default -> throw context.misused();
    };
  }

  /** What one person may still have here: for themselves, without any right. */
  String standing(ModContext context) {
    return show(context, targets.self(context));
  }

  private String list(ModContext context) {
    List<Rule> rules =
        context.page().rulesAt(context.now()).stream().limit(MAX_RULES_SHOWN).toList();
    if (rules.isEmpty()) {
      return context.text("quota.no-rules");
    }
    List<String> lines = new ArrayList<>();
    lines.add(context.text("quota.rules"));
    for (Rule rule : rules) {
      String line = context.line(rule);
      lines.add(
          targets
              .name(rule.subject())
              .map(name -> context.text("quota.of", name))
              .map(whose -> context.text("text.sentences", whose, line))
              .orElse(line));
    }
    return String.join("\n", lines);
  }

  private String show(ModContext context, Target target) {
    if (!target.isPerson()) {
      List<String> lines =
          context.page().rulesAt(context.now()).stream()
              .filter(rule -> rule.subject().equals(target.subject()))
              .map(context::line)
              .toList();
      return lines.isEmpty()
          ? context.text("quota.no-rules-for", target.name())
          : String.join("\n", lines);
    }
    QuotaSubject asking = asking(context, target);
    Grants grants = admission.grants(admission.rules(context.community()), asking, context.now());
    Map<Limit, Map<String, Long>> used = ledger.used(asking.account());
    List<String> lines = new ArrayList<>();
    lines.add(context.text("quota.of", target.name()));
    for (Decision decision : grants.windows()) {
      long count = used.get(decision.limit()).getOrDefault(decision.scope(), 0L);
      lines.add(context.text("quota.used." + decision.limit().word(), count, decision.amount()));
    }
    long open = ledger.openOf(asking.account());
    Decision atOnce = grants.atOnce();
    lines.add(
        atOnce.isLimited()
            ? context.text("quota.open", open, atOnce.amount())
            : context.text("quota.open-unlimited", open));
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
          .ifPresent(rule -> lines.add(context.text("quota.because", context.line(rule))));
      decision
          .modifier()
          .ifPresent(rule -> lines.add(context.text("quota.and", context.line(rule))));
    }
    return String.join("\n", lines);
  }

  private String set(ModContext context, Target target) throws ImpossibleException {
    TimedAmount term = context.amount(2);
    Limit limit = term.limit().orElse(Limit.DAY);
    Act act = context.act("/quota set", target.name());
    if (term.isDefault()) {
      return context.write(
          act.without(target.subject(), limit, Slot.values()),
          context.text("quota.cleared", target.name()));
    }
    Amount amount = term.amount().orElseThrow(context::misused);
    if (limit == Limit.SHARE && !isShare(amount)) {
      throw new ImpossibleException("quota.share-bounds", admission.shareCeiling());
    }
    if (amount instanceof Amount.Plus plus) {
      return add(context, target, plus.number(), limit);
    }
    if (amount instanceof Amount.Times && term.until().isEmpty()) {
      throw new ImpossibleException("quota.factor-needs-end");
    }
    Rule rule = context.rule(target.subject(), limit, amount, term.until());
    String sentence = context.text("quota.set", target.name(), context.term(rule));
    return context.write(act.replacing(rule), sentence);
  }

  private boolean isShare(Amount amount) {
    return amount instanceof Amount.Exactly exactly
        && exactly.number() >= 1
        && exactly.number() <= admission.shareCeiling();
  }

  private String add(ModContext context, Target target) throws ImpossibleException {
    TimedAmount term = context.amount(2);
    Amount amount = term.amount().orElseThrow(context::misused);
    long number =
        amount.fold(
            exactly -> exactly < Integer.MAX_VALUE ? exactly : 0, times -> 0L, plus -> plus);
    if (number == 0) {
      throw context.misused();
    }
    return add(context, target, number, term.limit().orElse(Limit.DAY));
  }

  private String add(ModContext context, Target target, long number, Limit limit)
      throws ImpossibleException {
    if (!limit.isWindow()) {
      throw context.misused();
    }
    Rule rule = extra(context, target, limit, number);
    String sentence = context.text("quota.added", target.name(), context.term(rule));
    Act act = context.act("/quota add", target.name()).with(rule);
    return context.write(act, sentence);
  }

  /** The counts stay true: what was used is granted once more. */
  private String reset(ModContext context, Target target) throws ImpossibleException {
    if (!target.isPerson()) {
      throw new ImpossibleException("quota.reset-people");
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
        act = act.with(rule);
      }
    }
    if (act.fields().isEmpty()) {
      return context.text("quota.nothing-to-reset", target.name());
    }
    return context.write(act, context.text("quota.reset", target.name()));
  }

  /** So many more than were added already, until the window ends. */
  private Rule extra(ModContext context, Target target, Limit window, long more) {
    Instant end = calendar.next(window, context.now());
    Amount amount = new Amount.Plus(extraNow(context, target, window) + more);
    return context.rule(target.subject(), window, amount, Optional.of(end));
  }

  private long extraNow(ModContext context, Target target, Limit window) {
    String field = RuleField.name(target.subject(), window, Slot.EXTRA);
    return context
        .page()
        .field(field)
        .flatMap(value -> RuleField.read(context.community(), field, value))
        .filter(rule -> rule.until().map(context.now()::isBefore).orElse(false))
        .map(rule -> rule.amount().of(0))
        .orElse(0L);
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
    String word = context.word(1).orElseThrow(context::misused);
    return targets.read(word, context).orElseThrow(() -> context.nobody("target.unknown", word));
  }
}
