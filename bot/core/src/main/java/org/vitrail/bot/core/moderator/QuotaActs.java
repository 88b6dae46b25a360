package org.vitrail.bot.core.moderator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.admission.Admission;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.admission.RuleWords;
import org.vitrail.bot.core.admission.quota.Amount;
import org.vitrail.bot.core.admission.quota.Asking;
import org.vitrail.bot.core.admission.quota.Calendar;
import org.vitrail.bot.core.admission.quota.Decision;
import org.vitrail.bot.core.admission.quota.Grants;
import org.vitrail.bot.core.admission.quota.Limit;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.admission.quota.Rulebook;
import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.RuleField;
import org.vitrail.bot.core.place.RuleField.Slot;
import org.vitrail.bot.core.queue.ImpossibleException;

/** {@code /quota}: shows, explains, grants, adds and resets. */
final class QuotaActs {
  private static final List<Limit> WINDOWS = List.of(Limit.HOUR, Limit.DAY, Limit.WEEK);
  private static final int MOST_RULES_SHOWN = 30;

  private final Admission admission;
  private final Ledger ledger;
  private final PlaceBook book;
  private final Calendar calendar;
  private final TargetReader targets;
  private final TermReader terms;
  private final RuleWords words;
  private final Scribe scribe;

  QuotaActs(
      Admission admission,
      Ledger ledger,
      PlaceBook book,
      Calendar calendar,
      TargetReader targets,
      TermReader terms,
      RuleWords words,
      Scribe scribe) {
    this.admission = admission;
    this.ledger = ledger;
    this.book = book;
    this.calendar = calendar;
    this.targets = targets;
    this.terms = terms;
    this.words = words;
    this.scribe = scribe;
  }

  String handle(Chair chair) throws ImpossibleException {
    return switch (chair.action()) {
      case "", "show" -> chair.word(1).isEmpty() ? list(chair) : show(chair, target(chair));
      case "why" -> why(chair, chair.word(1).isEmpty() ? targets.self(chair) : target(chair));
      case "set" -> set(chair, target(chair));
      case "add" -> add(chair, target(chair));
      case "reset" -> reset(chair, target(chair));
      default -> throw scribe.misused(chair);
    };
  }

  /** What one person may still have here: for themselves, without any right. */
  String standing(Chair chair) {
    return show(chair, targets.self(chair));
  }

  private String list(Chair chair) {
    List<Rule> rules =
        book.page(chair.place()).rules().stream()
            .filter(rule -> rule.until().map(chair.now()::isBefore).orElse(true))
            .sorted(Comparator.comparing((Rule rule) -> rule.subject().kind()).reversed())
            .limit(MOST_RULES_SHOWN)
            .toList();
    if (rules.isEmpty()) {
      return scribe.text(chair, "quota.no-rules");
    }
    List<String> lines = new ArrayList<>();
    lines.add(scribe.text(chair, "quota.rules"));
    for (Rule rule : rules) {
      String line = line(chair, rule);
      lines.add(
          targets
              .name(rule.subject())
              .map(name -> scribe.text(chair, "quota.of", name))
              .map(whose -> scribe.text(chair, "text.sentences", whose, line))
              .orElse(line));
    }
    return String.join("\n", lines);
  }

  private String show(Chair chair, Target target) {
    if (!target.isPerson()) {
      List<String> lines = new ArrayList<>();
      for (Rule rule : book.page(chair.place()).rules()) {
        if (rule.subject().equals(target.subject())
            && rule.until().map(chair.now()::isBefore).orElse(true)) {
          lines.add(line(chair, rule));
        }
      }
      return lines.isEmpty()
          ? scribe.text(chair, "quota.no-rules-for", target.name())
          : String.join("\n", lines);
    }
    Asking asking = asking(chair, target);
    Grants grants = admission.grants(admission.rules(chair.place()), asking, chair.now());
    Map<Limit, Map<String, Long>> used = ledger.used(asking.account());
    List<String> lines = new ArrayList<>();
    lines.add(scribe.text(chair, "quota.of", target.name()));
    for (Decision decision : grants.windows()) {
      long count = used.get(decision.limit()).getOrDefault(decision.scope(), 0L);
      lines.add(
          scribe.text(chair, "quota.used." + decision.limit().word(), count, decision.amount()));
    }
    long open = ledger.openOf(asking.account());
    Decision atOnce = grants.atOnce();
    lines.add(
        atOnce.isLimited()
            ? scribe.text(chair, "quota.open", open, atOnce.amount())
            : scribe.text(chair, "quota.open-unlimited", open));
    return String.join("\n", lines);
  }

  private String why(Chair chair, Target target) throws ImpossibleException {
    if (!target.isPerson()) {
      return show(chair, target);
    }
    Asking asking = asking(chair, target);
    Rulebook rules = admission.rules(chair.place());
    List<String> lines = new ArrayList<>();
    lines.add(show(chair, target));
    for (Limit limit : Limit.values()) {
      Decision decision = rules.decide(limit, asking, chair.now());
      decision
          .rule()
          .ifPresent(rule -> lines.add(scribe.text(chair, "quota.because", line(chair, rule))));
      decision
          .modifier()
          .ifPresent(rule -> lines.add(scribe.text(chair, "quota.and", line(chair, rule))));
    }
    return String.join("\n", lines);
  }

  private String set(Chair chair, Target target) throws ImpossibleException {
    Term term = term(chair, 2);
    Limit limit = term.limit().orElse(Limit.DAY);
    Act act = chair.act("/quota set", target.name());
    if (term.isDefault()) {
      for (Slot slot : Slot.values()) {
        act = act.with(RuleField.name(target.subject(), limit, slot), Optional.empty());
      }
      String sentence = scribe.text(chair, "quota.cleared", target.name());
      return scribe.write(act, sentence, chair.locale());
    }
    Amount amount = term.amount().orElseThrow(() -> scribe.misused(chair));
    if (amount instanceof Amount.Plus plus) {
      return add(chair, target, plus.number(), limit);
    }
    if (amount instanceof Amount.Times && term.until().isEmpty()) {
      throw scribe.impossible(chair, "quota.factor-needs-end");
    }
    Rule rule = rule(chair, target, limit, amount, term.until());
    String sentence = scribe.text(chair, "quota.set", target.name(), term(chair, rule));
    act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    if (term.until().isEmpty()) {
      // What lasts is meant to hold from now on, whatever held until later.
      act = act.with(RuleField.name(target.subject(), limit, Slot.TEMPORARY), Optional.empty());
    }
    return scribe.write(act, sentence, chair.locale());
  }

  private String add(Chair chair, Target target) throws ImpossibleException {
    Term term = term(chair, 2);
    Amount amount = term.amount().orElseThrow(() -> scribe.misused(chair));
    long number =
        amount instanceof Amount.Plus plus
            ? plus.number()
            : amount instanceof Amount.Exactly exactly && exactly.number() < Integer.MAX_VALUE
                ? exactly.number()
                : 0;
    if (number == 0) {
      throw scribe.misused(chair);
    }
    return add(chair, target, number, term.limit().orElse(Limit.DAY));
  }

  private String add(Chair chair, Target target, long number, Limit limit)
      throws ImpossibleException {
    if (!limit.isWindow()) {
      throw scribe.misused(chair);
    }
    Rule rule = extra(chair, target, limit, number);
    String sentence = scribe.text(chair, "quota.added", target.name(), term(chair, rule));
    Act act =
        chair
            .act("/quota add", target.name())
            .with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    return scribe.write(act, sentence, chair.locale());
  }

  /** The counts stay true: what was used is granted once more. */
  private String reset(Chair chair, Target target) throws ImpossibleException {
    if (!target.isPerson()) {
      throw scribe.impossible(chair, "quota.reset-people");
    }
    Asking asking = asking(chair, target);
    Rulebook rules = admission.rules(chair.place());
    Map<Limit, Map<String, Long>> used = ledger.used(asking.account());
    Act act = chair.act("/quota reset", target.name());
    for (Limit window : WINDOWS) {
      Decision decision = rules.decide(window, asking, chair.now());
      long count = used.get(window).getOrDefault(decision.scope(), 0L);
      long extra = extraNow(chair, target, window);
      if (decision.isLimited() && count > extra) {
        Rule rule = extra(chair, target, window, count - extra);
        act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
      }
    }
    if (act.fields().isEmpty()) {
      return scribe.text(chair, "quota.nothing-to-reset", target.name());
    }
    return scribe.write(act, scribe.text(chair, "quota.reset", target.name()), chair.locale());
  }

  /** So many more than were added already, until the window ends. */
  private Rule extra(Chair chair, Target target, Limit window, long more) {
    Instant end = calendar.next(window, chair.now());
    Amount amount = new Amount.Plus(extraNow(chair, target, window) + more);
    return rule(chair, target, window, amount, Optional.of(end));
  }

  private long extraNow(Chair chair, Target target, Limit window) {
    String field = RuleField.name(target.subject(), window, Slot.EXTRA);
    return book.page(chair.place())
        .field(field)
        .flatMap(value -> RuleField.read(chair.place(), field, value))
        .filter(rule -> rule.until().map(chair.now()::isBefore).orElse(false))
        .map(rule -> ((Amount.Plus) rule.amount()).number())
        .orElse(0L);
  }

  private static Rule rule(
      Chair chair, Target target, Limit limit, Amount amount, Optional<Instant> until) {
    return new Rule(
        chair.place(),
        target.subject(),
        limit,
        amount,
        until,
        chair.who().key(),
        chair.command().reason());
  }

  private Asking asking(Chair chair, Target target) {
    String platform = target.person().split(":", 2)[0];
    return new Asking(
        target.person(),
        target.subject().id(),
        platform,
        chair.place(),
        chair.channel(),
        target.roles());
  }

  private Target target(Chair chair) throws ImpossibleException {
    String word = chair.word(1).orElseThrow(() -> scribe.misused(chair));
    return targets
        .read(word, chair)
        .orElseThrow(() -> scribe.nobody(chair, "target.unknown", word));
  }

  private Term term(Chair chair, int from) throws ImpossibleException {
    try {
      return terms.read(chair.rest(from), chair.now(), chair.zone());
    } catch (TermReader.UnknownWordException e) {
      throw scribe.impossible(chair, "term.unknown", e.word());
    }
  }

  private String term(Chair chair, Rule rule) {
    return words.term(rule, chair.zone(), chair.locale());
  }

  private String line(Chair chair, Rule rule) {
    String what = words.rule(rule, chair.zone(), chair.locale());
    return scribe.text(chair, "text.sentences", what + ".", words.source(rule, chair.locale()));
  }
}
