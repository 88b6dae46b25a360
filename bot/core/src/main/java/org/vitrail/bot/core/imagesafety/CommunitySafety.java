package org.vitrail.bot.core.imagesafety;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.quota.Rule;
import org.vitrail.config.SafetyCatalogue;

/** How careful communities chose to be; while a community is raided it is as careful as can be. */
public final class CommunitySafety {
  private static final float PERCENT = 100;

  private final CommunitySettingsStore book;
  private final SafetyCatalogue concepts;
  private final SafetyLevel standard;
  private final Clock clock;

  /**
   * @param standard of communities that have not chosen, where the operator did not choose since
   */
  public CommunitySafety(
      CommunitySettingsStore book, SafetyCatalogue concepts, SafetyLevel standard, Clock clock) {
    this.book = book;
    this.concepts = concepts;
    this.standard = standard;
    this.clock = clock;
  }

  /**
   * By what pictures are judged in a community, such as {@code discord:81384788765712384}; asked
   * for every card that is shown.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when it cannot be known now; then nothing
   *     is shown
   */
  public SafetyRules at(String community) {
    CommunitySettings page = book.page(community);
    CommunitySettings everywhere = book.page(Rule.HOUSE);
    return new SafetyRules(
        level(page, everywhere),
        concepts,
        threshold(CommunitySetting.BLUR, page, everywhere),
        threshold(CommunitySetting.REFUSE, page, everywhere));
  }

  private static Optional<Float> threshold(
      CommunitySetting setting, CommunitySettings page, CommunitySettings everywhere) {
    return chosen(setting, page, everywhere).map(percent -> Integer.parseInt(percent) / PERCENT);
  }

  private static Optional<String> chosen(
      CommunitySetting setting, CommunitySettings page, CommunitySettings everywhere) {
    return page.setting(setting).or(() -> everywhere.setting(setting));
  }

  private SafetyLevel level(CommunitySettings page, CommunitySettings everywhere) {
    if (page.isRaided(clock.instant()) || everywhere.isRaided(clock.instant())) {
      return SafetyLevel.STRICT;
    }
    return chosen(CommunitySetting.SAFE, page, everywhere)
        .map(word -> SafetyLevel.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(standard);
  }
}
