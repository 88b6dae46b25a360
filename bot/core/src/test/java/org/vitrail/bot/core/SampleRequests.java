package org.vitrail.bot.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Retention;
import org.vitrail.bot.promptfilter.SampleFilters;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.Picture;

/** People and limits for tests that do not care which. */
public final class SampleRequests {
  public static final SafetyCatalogue CONCEPTS = SafetyCatalogue.load(null);
  public static final Person ANNA = new Person("web", "anna", "Anna", "en");
  public static final Person BEN = new Person("web", "ben", "Ben", "");

  private SampleRequests() {}

  /** Rules under which no limit is met by accident. */
  public static InstanceRules generous() {
    return instance(new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1000, 6000, 0);
  }

  /** The same with another blocklist. */
  public static InstanceRules generous(Supplier<TextFilter> blocklist) {
    InstanceRules instance = generous();
    return new InstanceRules(
        instance.models(),
        instance.styles(),
        instance.limits(),
        instance.quotas(),
        instance.retention(),
        instance.safety(),
        blocklist);
  }

  public static InstanceRules instance(
      LimitSettings limits, int burst, int perMinute, int pictures) {
    return instance(limits, burst, perMinute, pictures, 0);
  }

  /** Rules under which nothing but the operator's ceiling is met by accident. */
  public static InstanceRules instanceWithCeiling(int ceiling) {
    return instance(
        new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1000, 6000, 0, ceiling);
  }

  private static InstanceRules instance(
      LimitSettings limits, int burst, int perMinute, int pictures, int ceiling) {
    QuotaSettings quotas =
        new QuotaSettings(
            new QuotaSettings.Rate(burst, perMinute),
            new QuotaSettings.Pictures(0, pictures, 0, ceiling),
            new QuotaSettings.Platforms(0, 0, 0),
            new QuotaSettings.Shares(4),
            "UTC");
    return new InstanceRules(
        SampleCommands.MODELS,
        SampleCommands.STYLES,
        limits,
        quotas,
        new Retention(Duration.ofDays(7), Duration.ofDays(7)),
        new InstanceSafety(SafetyLevel.ON, CONCEPTS),
        SampleFilters.blocking("gore"));
  }

  /** Rules under which no limit is met by accident, and communities are so careful. */
  public static InstanceRules careful(SafetyLevel level) {
    return careful(level, SampleCommands.MODELS);
  }

  /** The same with other models. */
  public static InstanceRules careful(SafetyLevel level, ModelMenu models) {
    InstanceRules instance = generous();
    return new InstanceRules(
        models,
        instance.styles(),
        instance.limits(),
        instance.quotas(),
        instance.retention(),
        new InstanceSafety(level, CONCEPTS),
        instance.blocklist());
  }

  /** An outcome whose pictures can be varied once their states are stored. */
  public static JobOutcome.Done done(int pictureCount) {
    List<Picture> pictures = new ArrayList<>();
    for (int number = 1; number <= pictureCount; number++) {
      pictures.add(new Picture(number, pictureCount - number, 30f - number, true));
    }
    return new JobOutcome.Done(pictures, 3, "bundled", "0123abcd", Duration.ofSeconds(2));
  }
}
