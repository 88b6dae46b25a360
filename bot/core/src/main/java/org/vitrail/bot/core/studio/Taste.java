package org.vitrail.bot.core.studio;

import java.util.Optional;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.config.StyleCatalogue;

/**
 * What a place draws with where a request does not say. A model or style that is no longer offered
 * counts as not chosen.
 */
final class Taste {
  private final PlaceBook book;
  private final ModelMenu models;
  private final StyleCatalogue styles;

  Taste(PlaceBook book, ModelMenu models, StyleCatalogue styles) {
    this.book = book;
    this.models = models;
    this.styles = styles;
  }

  Imagine apply(Imagine imagine, String place) {
    Page page = book.page(place);
    Optional<String> model =
        page.setting(PlaceSetting.MODEL)
            .filter(id -> models.find(id).filter(models::isOffered).isPresent());
    Optional<String> style =
        page.setting(PlaceSetting.STYLE).filter(id -> styles.find(id).isPresent());
    Optional<Boolean> privacy = page.setting(PlaceSetting.PRIVATE).map("yes"::equals);
    return new Imagine(
        imagine.prompt(), imagine.options().orElse(model, style, privacy), imagine.initImage());
  }
}
