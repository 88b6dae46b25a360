package org.vitrail.bot.core.moderator;

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
import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.RuleField;
import org.vitrail.bot.core.place.RuleField.Slot;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.Wording;

/** {@code /ban}, {@code /unban}, {@code /mute} and {@code /limit}: who may draw, and where. */
final class AccessActs {
  private static final Duration MUTED = Duration.ofHours(1);
  private static final long MOST_AMOUNT = 1_000_000;

  private final Accounts accounts;
  private final TargetReader targets;
  private final TermReader terms;
  private final Wording wording;
  private final Scribe scribe;

  AccessActs(
      Accounts accounts, TargetReader targets, TermReader terms, Wording wording, Scribe scribe) {
    this.accounts = accounts;
    this.targets = targets;
    this.terms = terms;
    this.wording = wording;
    this.scribe = scribe;
  }

  String ban(Chair chair) throws ImpossibleException {
    Target target = person(chair);
    Optional<Instant> until = term(chair, 1).until();
    return deny(chair, "/ban", target, until);
  }

  String mute(Chair chair) throws ImpossibleException {
    Target target = person(chair);
    Instant until = term(chair, 1).until().orElse(chair.now().plus(MUTED));
    return deny(chair, "/mute", target, Optional.of(until));
  }

  String unban(Chair chair) throws ImpossibleException {
    Target target = person(chair);
    Act act = chair.act("/unban", target.name());
    for (Subject subject : subjects(target)) {
      for (Slot slot : List.of(Slot.LASTING, Slot.TEMPORARY)) {
        act = act.with(RuleField.name(subject, Limit.ACCESS, slot), Optional.empty());
      }
    }
    return scribe.write(act, scribe.text(chair, "ban.lifted", target.name()), chair.locale());
  }

  private String deny(Chair chair, String command, Target target, Optional<Instant> until)
      throws ImpossibleException {
    if (target.person().equals(chair.who().key())) {
      throw scribe.impossible(chair, "ban.oneself");
    }
    Act act = chair.act(command, target.name());
    for (Subject subject : subjects(target)) {
      Rule rule = rule(chair, subject, Limit.ACCESS, Amount.NOTHING, until);
      act = act.with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    }
    String sentence =
        until
            .map(
                end ->
                    scribe.text(
                        chair,
                        "ban.until",
                        target.name(),
                        wording.end(chair.locale(), end, chair.zone())))
            .orElseGet(() -> scribe.text(chair, "ban.lasting", target.name()));
    return scribe.write(act, sentence, chair.locale());
  }

  /** Whoever leaves a shared account stays banned: each of its people is. */
  private List<Subject> subjects(Target target) {
    return accounts.sharing(target.person()).stream()
        .map(person -> new Subject(Subject.Kind.USER, person))
        .toList();
  }

  /** {@code /limit [CHANNEL|everyone] allow|deny|default|count N|queue N [TERM]}. */
  String limit(Chair chair) throws ImpossibleException {
    int at = 0;
    Target target = targets.here(chair);
    if (!isAction(chair.word(0).orElse(""))) {
      String word = chair.word(0).orElseThrow(() -> scribe.misused(chair));
      target =
          targets
              .read(word, chair)
              .filter(found -> !found.isPerson())
              .orElseThrow(() -> scribe.nobody(chair, "target.unknown", word));
      at = 1;
    }
    String action = chair.word(at).orElse("").toLowerCase(Locale.ROOT);
    return switch (action) {
      case "allow" -> limit(chair, target, Limit.ACCESS, new Amount.Exactly(1), at + 1);
      case "deny" -> limit(chair, target, Limit.ACCESS, Amount.NOTHING, at + 1);
      case "count" -> limit(chair, target, Limit.REQUEST, number(chair, at + 1), at + 2);
      case "queue" ->
          limit(
              chair,
              new Target(everybody(chair), "", "", target.roles()),
              Limit.QUEUE,
              number(chair, at + 1),
              at + 2);
      case "default" -> free(chair, target);
      default -> throw scribe.misused(chair);
    };
  }

  private static boolean isAction(String word) {
    return List.of("allow", "deny", "count", "queue", "default")
        .contains(word.toLowerCase(Locale.ROOT));
  }

  private static Subject everybody(Chair chair) {
    return chair.place().equals(Rule.HOUSE) ? Subject.HOUSE : Subject.PLACE;
  }

  private Amount number(Chair chair, int at) throws ImpossibleException {
    String word = chair.word(at).orElse("");
    if (!word.matches("\\d{1,7}") || word.matches("0+") || Long.parseLong(word) > MOST_AMOUNT) {
      throw scribe.misused(chair);
    }
    return new Amount.Exactly(Long.parseLong(word));
  }

  private String limit(Chair chair, Target target, Limit limit, Amount amount, int from)
      throws ImpossibleException {
    Rule rule = rule(chair, target.subject(), limit, amount, term(chair, from).until());
    Act act =
        chair
            .act("/limit", target.name())
            .with(RuleField.name(rule), Optional.of(RuleField.value(rule)));
    if (rule.until().isEmpty()) {
      act = act.with(RuleField.name(rule.subject(), limit, Slot.TEMPORARY), Optional.empty());
    }
    long number = ((Amount.Exactly) amount).number();
    String key =
        limit == Limit.ACCESS
            ? amount.equals(Amount.NOTHING) ? "limit.denied" : "limit.allowed"
            : "limit.set." + limit.word();
    return scribe.write(act, sentence(chair, key, target, number, rule.until()), chair.locale());
  }

  private String sentence(
      Chair chair, String key, Target target, long number, Optional<Instant> until) {
    String where = where(chair, target);
    String sentence = scribe.text(chair, key, where, number);
    return until
        .map(
            end ->
                scribe.text(
                    chair,
                    "text.sentences",
                    sentence,
                    scribe.text(
                        chair, "limit.until", wording.end(chair.locale(), end, chair.zone()))))
        .orElse(sentence);
  }

  private String where(Chair chair, Target target) {
    return switch (target.subject().kind()) {
      case CHANNEL -> scribe.text(chair, "where.channel", target.name());
      case ROLE -> scribe.text(chair, "where.role", target.name());
      case PLATFORM -> scribe.text(chair, "where.platform", target.name());
      case HOUSE -> scribe.text(chair, "where.house");
      default -> scribe.text(chair, "where.place");
    };
  }

  private String free(Chair chair, Target target) {
    Act act = chair.act("/limit", target.name());
    for (Limit limit : List.of(Limit.ACCESS, Limit.REQUEST, Limit.QUEUE)) {
      for (Slot slot : List.of(Slot.LASTING, Slot.TEMPORARY)) {
        act = act.with(RuleField.name(target.subject(), limit, slot), Optional.empty());
      }
    }
    String sentence = scribe.text(chair, "limit.cleared", where(chair, target));
    return scribe.write(act, sentence, chair.locale());
  }

  private static Rule rule(
      Chair chair, Subject subject, Limit limit, Amount amount, Optional<Instant> until) {
    return new Rule(
        chair.place(), subject, limit, amount, until, chair.who().key(), chair.command().reason());
  }

  private Target person(Chair chair) throws ImpossibleException {
    String word = chair.word(0).orElseThrow(() -> scribe.misused(chair));
    return targets
        .read(word, chair)
        .filter(Target::isPerson)
        .orElseThrow(() -> scribe.nobody(chair, "target.nobody", word));
  }

  private Term term(Chair chair, int from) throws ImpossibleException {
    try {
      Term term = terms.read(chair.rest(from), chair.now(), chair.zone());
      if (term.amount().isPresent() || term.limit().isPresent() || term.isDefault()) {
        throw scribe.misused(chair);
      }
      return term;
    } catch (TermReader.UnknownWordException e) {
      throw scribe.impossible(chair, "term.unknown", e.word());
    }
  }
}
