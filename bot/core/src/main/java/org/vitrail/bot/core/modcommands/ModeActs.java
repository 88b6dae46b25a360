package org.vitrail.bot.core.modcommands;

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
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySetting;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.core.wording.DurationFormatter;
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

  private static final Duration MAX_RAID = Duration.ofDays(7);
  private static final Pattern ROLE = Pattern.compile("role:(\\d{1,20})|(\\d{4,20})");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100)\\s?%?");
  private static final String NONE = "default";

  private final CommunitySettingsStore book;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final Messages messages;
  private final TimedAmountReader terms;
  private final DurationFormatter wording;
  private final AuditedWriter auditedWriter;

  ModeActs(
      CommunitySettingsStore book,
      ModelMenu models,
      StyleCatalogue styles,
      Messages messages,
      TimedAmountReader terms,
      DurationFormatter wording,
      AuditedWriter auditedWriter) {
    this.book = book;
    this.models = models;
    this.styles = styles;
    this.messages = messages;
    this.terms = terms;
    this.wording = wording;
    this.auditedWriter = auditedWriter;
  }

  String safe(ModContext context) throws ImpossibleException {
    String level = context.action();
    if (level.isEmpty()) {
      return book.page(context.community())
          .setting(CommunitySetting.SAFE)
          .map(chosen -> auditedWriter.text(context, "safe.is." + chosen))
          .orElseGet(() -> auditedWriter.text(context, "safe.is.default"));
    }
    if (!SAFE.contains(level) || context.word(1).isPresent()) {
      throw auditedWriter.misused(context);
    }
    return choose(
        context,
        "/safe",
        CommunitySetting.SAFE,
        level,
        auditedWriter.text(context, "safe.is." + level));
  }

  String raid(ModContext context) throws ImpossibleException {
    CommunitySettings page = book.page(context.community());
    switch (context.action()) {
      case "":
        return page.raidUntil()
            .filter(context.now()::isBefore)
            .map(end -> auditedWriter.text(context, "raid.until", time(context, end)))
            .orElseGet(() -> auditedWriter.text(context, "raid.is-off"));
      case "on":
        Instant end = term(context).until().orElse(context.now().plus(RAID));
        if (end.isAfter(context.now().plus(MAX_RAID))) {
          throw auditedWriter.impossible(
              context, "raid.too-long", wording.duration(context.locale(), MAX_RAID));
        }
        Act on =
            context
                .act("/raid on", "")
                .with(
                    CommunitySettings.raidField(), Optional.of(Long.toString(end.toEpochMilli())));
        return auditedWriter.write(
            on, auditedWriter.text(context, "raid.until", time(context, end)), context.locale());
      case "off":
        Act off =
            context.act("/raid off", "").with(CommunitySettings.raidField(), Optional.empty());
        return auditedWriter.write(
            off, auditedWriter.text(context, "raid.is-off"), context.locale());
      default:
        throw auditedWriter.misused(context);
    }
  }

  String pause(ModContext context) {
    String reason =
        context.command().reason().isEmpty() ? context.rest(0) : context.command().reason();
    Act act = context.act("/pause", "").with(CommunitySettings.pauseField(), Optional.of(reason));
    return auditedWriter.write(act, auditedWriter.text(context, "pause.on"), context.locale());
  }

  String resume(ModContext context) throws ImpossibleException {
    if (book.page(context.community()).pause().isEmpty()) {
      throw auditedWriter.impossible(context, "pause.is-off");
    }
    Act act = context.act("/resume", "").with(CommunitySettings.pauseField(), Optional.empty());
    return auditedWriter.write(act, auditedWriter.text(context, "pause.off"), context.locale());
  }

  String settings(ModContext context) throws ImpossibleException {
    if (context.word(0).isEmpty()) {
      return list(context);
    }
    CommunitySetting setting =
        CommunitySetting.named(context.action())
            .orElseThrow(
                () ->
                    auditedWriter.impossible(
                        context,
                        "settings.unknown",
                        context.word(0).orElse(""),
                        String.join(", ", CommunitySetting.words())));
    if (context.word(1).isEmpty()) {
      return line(context, setting);
    }
    String typed = context.rest(1);
    if (typed.equalsIgnoreCase(NONE)) {
      Act act =
          context
              .act("/settings", setting.word())
              .with(CommunitySettings.settingField(setting), Optional.empty());
      String sentence = auditedWriter.text(context, "settings.cleared", setting.word());
      return auditedWriter.write(act, sentence, context.locale());
    }
    String value = value(setting, typed).orElseThrow(() -> notAllowed(context, setting, typed));
    String sentence = auditedWriter.text(context, "settings.set", setting.word(), value);
    return choose(context, "/settings", setting, value, sentence);
  }

  private String choose(
      ModContext context, String command, CommunitySetting setting, String value, String sentence) {
    Act act =
        context
            .act(command, setting.word())
            .with(CommunitySettings.settingField(setting), Optional.of(value));
    return auditedWriter.write(act, sentence, context.locale());
  }

  private String list(ModContext context) {
    List<String> lines = new ArrayList<>();
    for (CommunitySetting setting : CommunitySetting.values()) {
      lines.add(line(context, setting));
    }
    lines.add(auditedWriter.text(context, "settings.hint"));
    return String.join("\n", lines);
  }

  private String line(ModContext context, CommunitySetting setting) {
    String value = book.page(context.community()).setting(setting).orElse(NONE);
    String about = auditedWriter.text(context, "setting." + setting.word());
    return auditedWriter.text(context, "settings.line", setting.word(), value, about);
  }

  /** As it is kept; empty for what is not allowed. */
  private Optional<String> value(CommunitySetting setting, String typed) {
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

  private ImpossibleException notAllowed(
      ModContext context, CommunitySetting setting, String typed) {
    return meant(setting, typed)
        .map(
            near ->
                auditedWriter.impossible(
                    context, "settings.value-near", setting.word(), typed, near))
        .orElseGet(
            () ->
                auditedWriter.impossible(
                    context, "settings.value", setting.word(), typed, allowed(context, setting)));
  }

  /** What a mistyped value was probably meant to be; nothing where the allowed ones are few. */
  private Optional<String> meant(CommunitySetting setting, String typed) {
    return switch (setting) {
      case TIMEZONE -> TimeZones.meant(typed);
      case MODEL -> Nearest.to(typed, models.ids());
      case STYLE -> Nearest.to(typed, styles.entries().stream().map(StyleEntry::id).toList());
      case LANGUAGE, PRIVATE, SAFE, MODERATORS, BLUR, REFUSE -> Optional.empty();
    };
  }

  private String allowed(ModContext context, CommunitySetting setting) {
    return switch (setting) {
      case MODEL -> String.join(", ", models.ids());
      case STYLE -> String.join(", ", styles.entries().stream().map(StyleEntry::id).toList());
      case LANGUAGE -> String.join(", ", messages.languages());
      case PRIVATE -> "yes, no";
      case SAFE -> String.join(", ", SAFE);
      case TIMEZONE, MODERATORS, BLUR, REFUSE ->
          auditedWriter.text(context, "setting." + setting.word() + ".allowed");
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

  private TimedAmount term(ModContext context) throws ImpossibleException {
    try {
      TimedAmount term = terms.read(context.rest(1), context.now(), context.zone());
      if (term.amount().isPresent() || term.limit().isPresent()) {
        throw auditedWriter.misused(context);
      }
      return term;
    } catch (TimedAmountReader.UnknownWordException e) {
      throw auditedWriter.impossible(context, "term.unknown", e.word());
    }
  }

  private String time(ModContext context, Instant time) {
    return wording.end(context.locale(), time, context.zone());
  }
}
