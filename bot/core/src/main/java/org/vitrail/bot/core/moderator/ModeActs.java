package org.vitrail.bot.core.moderator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.Wording;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.config.StyleEntry;
import org.vitrail.config.TimeZones;

/** {@code /safe}, {@code /raid}, {@code /pause}, {@code /resume} and {@code /settings}. */
final class ModeActs {
  private static final Set<String> SAFE = new TreeSet<>(List.of("off", "on", "strict"));

  /** Whoever forgets raid mode should not leave newcomers behind for ever. */
  private static final Duration RAID = Duration.ofHours(2);

  private static final Duration LONGEST_RAID = Duration.ofDays(7);
  private static final Pattern ROLE = Pattern.compile("<@&(\\d{1,20})>|(\\d{4,20})");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100)\\s?%?");
  private static final String NONE = "default";

  private final PlaceBook book;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final Messages messages;
  private final TermReader terms;
  private final Wording wording;
  private final Scribe scribe;

  ModeActs(
      PlaceBook book,
      ModelMenu models,
      StyleCatalogue styles,
      Messages messages,
      TermReader terms,
      Wording wording,
      Scribe scribe) {
    this.book = book;
    this.models = models;
    this.styles = styles;
    this.messages = messages;
    this.terms = terms;
    this.wording = wording;
    this.scribe = scribe;
  }

  String safe(Chair chair) throws ImpossibleException {
    String level = chair.action();
    if (level.isEmpty()) {
      return book.page(chair.place())
          .setting(PlaceSetting.SAFE)
          .map(chosen -> scribe.text(chair, "safe.is." + chosen))
          .orElseGet(() -> scribe.text(chair, "safe.is.default"));
    }
    if (!SAFE.contains(level) || chair.word(1).isPresent()) {
      throw scribe.misused(chair);
    }
    return choose(chair, "/safe", PlaceSetting.SAFE, level, scribe.text(chair, "safe.is." + level));
  }

  String raid(Chair chair) throws ImpossibleException {
    Page page = book.page(chair.place());
    switch (chair.action()) {
      case "":
        return page.raidUntil()
            .filter(chair.now()::isBefore)
            .map(end -> scribe.text(chair, "raid.until", time(chair, end)))
            .orElseGet(() -> scribe.text(chair, "raid.is-off"));
      case "on":
        Instant end = term(chair).until().orElse(chair.now().plus(RAID));
        if (end.isAfter(chair.now().plus(LONGEST_RAID))) {
          throw scribe.impossible(
              chair, "raid.too-long", wording.duration(chair.locale(), LONGEST_RAID));
        }
        Act on =
            chair
                .act("/raid on", "")
                .with(Page.raidField(), Optional.of(Long.toString(end.toEpochMilli())));
        return scribe.write(on, scribe.text(chair, "raid.until", time(chair, end)), chair.locale());
      case "off":
        Act off = chair.act("/raid off", "").with(Page.raidField(), Optional.empty());
        return scribe.write(off, scribe.text(chair, "raid.is-off"), chair.locale());
      default:
        throw scribe.misused(chair);
    }
  }

  String pause(Chair chair) {
    String reason = chair.command().reason().isEmpty() ? chair.rest(0) : chair.command().reason();
    Act act = chair.act("/pause", "").with(Page.pauseField(), Optional.of(reason));
    return scribe.write(act, scribe.text(chair, "pause.on"), chair.locale());
  }

  String resume(Chair chair) throws ImpossibleException {
    if (book.page(chair.place()).pause().isEmpty()) {
      throw scribe.impossible(chair, "pause.is-off");
    }
    Act act = chair.act("/resume", "").with(Page.pauseField(), Optional.empty());
    return scribe.write(act, scribe.text(chair, "pause.off"), chair.locale());
  }

  String settings(Chair chair) throws ImpossibleException {
    if (chair.word(0).isEmpty()) {
      return list(chair);
    }
    PlaceSetting setting =
        PlaceSetting.named(chair.action())
            .orElseThrow(
                () ->
                    scribe.impossible(
                        chair,
                        "settings.unknown",
                        chair.word(0).orElse(""),
                        String.join(", ", PlaceSetting.words())));
    if (chair.word(1).isEmpty()) {
      return line(chair, setting);
    }
    String typed = chair.rest(1);
    if (typed.equalsIgnoreCase(NONE)) {
      Act act =
          chair.act("/settings", setting.word()).with(Page.settingField(setting), Optional.empty());
      String sentence = scribe.text(chair, "settings.cleared", setting.word());
      return scribe.write(act, sentence, chair.locale());
    }
    String value = value(setting, typed).orElseThrow(() -> notAllowed(chair, setting, typed));
    String sentence = scribe.text(chair, "settings.set", setting.word(), value);
    return choose(chair, "/settings", setting, value, sentence);
  }

  private String choose(
      Chair chair, String command, PlaceSetting setting, String value, String sentence) {
    Act act =
        chair.act(command, setting.word()).with(Page.settingField(setting), Optional.of(value));
    return scribe.write(act, sentence, chair.locale());
  }

  private String list(Chair chair) {
    List<String> lines = new ArrayList<>();
    for (PlaceSetting setting : PlaceSetting.values()) {
      lines.add(line(chair, setting));
    }
    lines.add(scribe.text(chair, "settings.hint"));
    return String.join("\n", lines);
  }

  private String line(Chair chair, PlaceSetting setting) {
    String value = book.page(chair.place()).setting(setting).orElse(NONE);
    String about = scribe.text(chair, "setting." + setting.word());
    return scribe.text(chair, "settings.line", setting.word(), value, about);
  }

  /** As it is kept; empty for what is not allowed. */
  private Optional<String> value(PlaceSetting setting, String typed) {
    String word = typed.strip().toLowerCase(Locale.ROOT);
    return switch (setting) {
      case MODEL -> models.find(typed.strip()).filter(models::isOffered).map(ModelMenu.Item::id);
      case STYLE -> styles.find(word).map(StyleEntry::id);
      case LANGUAGE -> messages.languages().contains(word) ? Optional.of(word) : Optional.empty();
      case PRIVATE -> Set.of("yes", "no").contains(word) ? Optional.of(word) : Optional.empty();
      case TIMEZONE -> zone(typed.strip());
      case MODERATORS -> roles(typed);
      case SAFE -> SAFE.contains(word) ? Optional.of(word) : Optional.empty();
      case BLUR, REFUSE ->
          Optional.of(PERCENT.matcher(word)).filter(Matcher::matches).map(it -> it.group(1));
    };
  }

  private ImpossibleException notAllowed(Chair chair, PlaceSetting setting, String typed) {
    return meant(setting, typed)
        .map(near -> scribe.impossible(chair, "settings.value-near", setting.word(), typed, near))
        .orElseGet(
            () ->
                scribe.impossible(
                    chair, "settings.value", setting.word(), typed, allowed(chair, setting)));
  }

  /** What a mistyped value was probably meant to be; nothing where the allowed ones are few. */
  private Optional<String> meant(PlaceSetting setting, String typed) {
    return switch (setting) {
      case TIMEZONE -> TimeZones.meant(typed);
      case MODEL -> Nearest.to(typed, models.ids());
      case STYLE -> Nearest.to(typed, styles.entries().stream().map(StyleEntry::id).toList());
      case LANGUAGE, PRIVATE, SAFE, MODERATORS, BLUR, REFUSE -> Optional.empty();
    };
  }

  private String allowed(Chair chair, PlaceSetting setting) {
    return switch (setting) {
      case MODEL -> String.join(", ", models.ids());
      case STYLE -> String.join(", ", styles.entries().stream().map(StyleEntry::id).toList());
      case LANGUAGE -> String.join(", ", messages.languages());
      case PRIVATE -> "yes, no";
      case SAFE -> String.join(", ", SAFE);
      case TIMEZONE, MODERATORS, BLUR, REFUSE ->
          scribe.text(chair, "setting." + setting.word() + ".allowed");
    };
  }

  private static Optional<String> zone(String typed) {
    return TimeZones.isKnown(typed) ? Optional.of(ZoneId.of(typed).getId()) : Optional.empty();
  }

  private static Optional<String> roles(String typed) {
    List<String> ids = new ArrayList<>();
    for (String word : typed.strip().split("[\\s,]+")) {
      Matcher role = ROLE.matcher(word);
      if (!role.matches()) {
        return Optional.empty();
      }
      ids.add(role.group(1) == null ? role.group(2) : role.group(1));
    }
    return Optional.of(String.join(" ", ids));
  }

  private Term term(Chair chair) throws ImpossibleException {
    try {
      Term term = terms.read(chair.rest(1), chair.now(), chair.zone());
      if (term.amount().isPresent() || term.limit().isPresent()) {
        throw scribe.misused(chair);
      }
      return term;
    } catch (TermReader.UnknownWordException e) {
      throw scribe.impossible(chair, "term.unknown", e.word());
    }
  }

  private String time(Chair chair, Instant time) {
    return wording.end(chair.locale(), time, chair.zone());
  }
}
