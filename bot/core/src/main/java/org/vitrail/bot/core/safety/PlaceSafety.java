package org.vitrail.bot.core.safety;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.config.SafetyCatalogue;

/** How careful places chose to be; while a place is raided it is as careful as can be. */
public final class PlaceSafety {
  private static final float PERCENT = 100;

  private final PlaceBook book;
  private final SafetyCatalogue concepts;
  private final SafetyLevel standard;
  private final Clock clock;

  /**
   * @param standard of places that have not chosen, where the operator did not choose since
   */
  public PlaceSafety(PlaceBook book, SafetyCatalogue concepts, SafetyLevel standard, Clock clock) {
    this.book = book;
    this.concepts = concepts;
    this.standard = standard;
    this.clock = clock;
  }

  /**
   * By what pictures are judged at a place, such as {@code discord:81384788765712384}; asked for
   * every card that is shown.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when it cannot be known now; then nothing
   *     is shown
   */
  public SafetyRules at(String place) {
    Page page = book.page(place);
    Page everywhere = book.page(Rule.HOUSE);
    return new SafetyRules(
        level(page, everywhere),
        concepts,
        threshold(PlaceSetting.BLUR, page, everywhere),
        threshold(PlaceSetting.REFUSE, page, everywhere));
  }

  private static Optional<Float> threshold(PlaceSetting setting, Page page, Page everywhere) {
    return chosen(setting, page, everywhere).map(percent -> Integer.parseInt(percent) / PERCENT);
  }

  private static Optional<String> chosen(PlaceSetting setting, Page page, Page everywhere) {
    return page.setting(setting).or(() -> everywhere.setting(setting));
  }

  private SafetyLevel level(Page page, Page everywhere) {
    if (page.isRaided(clock.instant()) || everywhere.isRaided(clock.instant())) {
      return SafetyLevel.STRICT;
    }
    return chosen(PlaceSetting.SAFE, page, everywhere)
        .map(word -> SafetyLevel.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(standard);
  }
}
