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
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.command.amount.TimedAmount;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.config.StyleEntry;
import org.vitrail.config.TimeZones;

/** {@code /safe}, {@code /raid}, {@code /pause}, {@code /resume} and {@code /settings}. */
public final class ModeActs {
  private static final Set<String> SAFE = new TreeSet<>(List.of("off", "on", "strict"));

  /** Whoever forgets raid mode should not leave newcomers behind for ever. */
  private static final Duration RAID = Duration.ofHours(2);

  private static final Duration MAX_RAID = Duration.ofDays(7);
  private static final Pattern ROLE = Pattern.compile("role:(\\d{1,20})|(\\d{4,20})");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100)\\s?%?");
  private static final String NONE = "default";

  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final Messages messages;

  public ModeActs(ModelMenu models, StyleCatalogue styles, Messages messages) {
    this.models = models;
    this.styles = styles;
    this.messages = messages;
  }

  public String safe(ModContext context) throws ImpossibleException {
    String level = context.action();
    if (level.isEmpty()) {
      return context
          .page()
          .setting(CommunitySetting.SAFE)
          .map(chosen -> context.text("safe.is." + chosen))
          .orElseGet(() -> context.text("safe.is.default"));
    }
    if (!SAFE.contains(level) || context.word(1).isPresent()) {
      throw context.misused();
    }
    return choose(context, "/safe", CommunitySetting.SAFE, level, context.text("safe.is." + level));
  }

  public String raid(ModContext context) throws ImpossibleException {
    CommunitySettings page = context.page();
    switch (context.action()) {
      case "":
        return page.raidUntil()
            .filter(context.now()::isBefore)
            .map(end -> context.text("raid.until", context.end(end)))
            .orElseGet(() -> context.text("raid.is-off"));
      case "on":
        Instant end = term(context).until().orElse(context.now().plus(RAID));
        if (end.isAfter(context.now().plus(MAX_RAID))) {
          throw new ImpossibleException("raid.too-long", context.duration(MAX_RAID));
        }
        String millis = Long.toString(end.toEpochMilli());
        Act on = context.act("/raid on", "").with(CommunitySettings.raidField(), millis);
        return context.write(on, context.text("raid.until", context.end(end)));
      case "off":
        Act off = context.act("/raid off", "").without(CommunitySettings.raidField());
        return context.write(off, context.text("raid.is-off"));
      default:
        throw context.misused();
    }
  }

  public String pause(ModContext context) {
    String reason =
        context.command().reason().isEmpty() ? context.rest(0) : context.command().reason();
    Act act = context.act("/pause", "").with(CommunitySettings.pauseField(), reason);
    return context.write(act, context.text("pause.on"));
  }

  public String resume(ModContext context) throws ImpossibleException {
    if (context.page().pause().isEmpty()) {
      throw new ImpossibleException("pause.is-off");
    }
    Act act = context.act("/resume", "").without(CommunitySettings.pauseField());
    return context.write(act, context.text("pause.off"));
  }

  public String settings(ModContext context) throws ImpossibleException {
    if (context.word(0).isEmpty()) {
      return list(context);
    }
    CommunitySetting setting =
        CommunitySetting.named(context.action())
            .orElseThrow(
                () ->
                    new ImpossibleException(
                        "settings.unknown",
                        context.word(0).orElse(""),
                        String.join(", ", CommunitySetting.words())));
    if (context.word(1).isEmpty()) {
      return line(context, setting);
    }
    String typed = context.rest(1);
    if (typed.equalsIgnoreCase(NONE)) {
      Act act = context.act("/settings", setting.word());
      return context.write(
          act.without(CommunitySettings.settingField(setting)),
          context.text("settings.cleared", setting.word()));
    }
    String value = value(setting, typed).orElseThrow(() -> notAllowed(context, setting, typed));
    String sentence = context.text("settings.set", setting.word(), value);
    return choose(context, "/settings", setting, value, sentence);
  }

  private String choose(
      ModContext context, String command, CommunitySetting setting, String value, String sentence) {
    Act act = context.act(command, setting.word());
    return context.write(act.with(CommunitySettings.settingField(setting), value), sentence);
  }

  private String list(ModContext context) {
    List<String> lines = new ArrayList<>();
    for (CommunitySetting setting : CommunitySetting.values()) {
      lines.add(line(context, setting));
    }
    lines.add(context.text("settings.hint"));
    return String.join("\n", lines);
  }

  private String line(ModContext context, CommunitySetting setting) {
    String value = context.page().setting(setting).orElse(NONE);
    String about = context.text("setting." + setting.word());
    return context.text("settings.line", setting.word(), value, about);
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
        .map(near -> new ImpossibleException("settings.value-near", setting.word(), typed, near))
        .orElseGet(
            () ->
                new ImpossibleException(
                    "settings.value", setting.word(), typed, allowed(context, setting)));
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
          context.text("setting." + setting.word() + ".allowed");
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

  private static TimedAmount term(ModContext context) throws ImpossibleException {
    TimedAmount term = context.amount(1);
    if (term.amount().isPresent() || term.limit().isPresent()) {
      throw context.misused();
    }
    return term;
  }
}
