package org.vitrail.bot.core.safety;

import java.time.Clock;
import java.util.Locale;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;

/** How careful places chose to be; while a place is raided it is as careful as can be. */
public final class PlaceSafety implements SafetyLevels {
  private final PlaceBook book;
  private final SafetyLevel standard;
  private final Clock clock;

  /**
   * @param standard of places that have not chosen, where the operator did not choose since
   */
  public PlaceSafety(PlaceBook book, SafetyLevel standard, Clock clock) {
    this.book = book;
    this.standard = standard;
    this.clock = clock;
  }

  @Override
  public SafetyLevel at(String place) {
    Page page = book.page(place);
    Page everywhere = book.page(Rule.HOUSE);
    if (page.isRaided(clock.instant()) || everywhere.isRaided(clock.instant())) {
      return SafetyLevel.STRICT;
    }
    return page.setting(PlaceSetting.SAFE)
        .or(() -> everywhere.setting(PlaceSetting.SAFE))
        .map(word -> SafetyLevel.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(standard);
  }
}
