package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.community.CommunitySetting;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.config.StyleCatalogue;

/**
 * What a community draws with where a request does not say. A model or style that is no longer
 * offered counts as not chosen.
 */
final class CommunityDefaults {
  private final CommunitySettingsStore book;
  private final ModelMenu models;
  private final StyleCatalogue styles;

  CommunityDefaults(CommunitySettingsStore book, ModelMenu models, StyleCatalogue styles) {
    this.book = book;
    this.models = models;
    this.styles = styles;
  }

  Imagine apply(Imagine imagine, String community) {
    CommunitySettings page = book.page(community);
    Optional<String> model =
        page.setting(CommunitySetting.MODEL)
            .filter(id -> models.find(id).filter(models::isOffered).isPresent());
    Optional<String> style =
        page.setting(CommunitySetting.STYLE).filter(id -> styles.find(id).isPresent());
    Optional<Boolean> privacy = page.setting(CommunitySetting.PRIVATE).map("yes"::equals);
    return new Imagine(
        imagine.prompt(), imagine.options().orElse(model, style, privacy), imagine.initImage());
  }
}
