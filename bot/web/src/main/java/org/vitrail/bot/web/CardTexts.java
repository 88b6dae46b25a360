package org.vitrail.bot.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vitrail.config.Messages;

/** The words that the page's script puts on cards, in the language of whoever looks at them. */
final class CardTexts {
  private static final int MAX_PLACEHOLDERS = 3;

  static final List<String> KEYS =
      List.of(
          "button.surprise",
          "card.about-clip",
          "card.about-order",
          "card.about-perplexity",
          "card.about-ruclip",
          "card.again",
          "card.again-hint",
          "card.almost",
          "card.cancel",
          "card.cancel-of",
          "card.cancelled",
          "card.chip-perplexity",
          "card.chip-ruclip",
          "card.copy-seed",
          "card.download",
          "card.download-grid-hint",
          "card.download-hint",
          "card.download-webp",
          "card.draw-again",
          "card.draw-again-of",
          "card.drawn-as",
          "card.failed",
          "card.film",
          "card.film-of",
          "card.kept-back",
          "card.left",
          "card.order",
          "card.picture",
          "card.picture-best",
          "card.picture-kept-back",
          "card.picture-number",
          "card.picture-open",
          "card.picture-open-scored",
          "card.pictures",
          "card.progress",
          "card.ranking",
          "card.ready",
          "card.ready-one",
          "card.retry",
          "card.retry-of",
          "card.score-clip",
          "card.score-perplexity",
          "card.score-ruclip",
          "card.seed",
          "card.seed-copied",
          "card.seed-shown",
          "card.show",
          "card.show-of",
          "card.sticker",
          "card.sticker-hint",
          "card.sticker-of",
          "card.stickers",
          "card.stop",
          "card.stop-of",
          "card.took",
          "card.untitled",
          "card.upscale",
          "card.upscale-factor",
          "card.upscale-hint",
          "card.upscale-of",
          "card.upscale-of-times",
          "card.upscaled",
          "card.vary",
          "card.vary-hint",
          "duration.range");

  /**
   * What the script gets.
   *
   * @param language as a tag such as {@code de}, for numbers and times
   * @param texts by key, with {@code {0}} and so on where something is to be filled in
   */
  record View(String language, Map<String, String> texts) {}

  private final Messages messages;

  CardTexts(Messages messages) {
    this.messages = messages;
  }

  View in(String locale) {
    Object[] placeholders = new Object[MAX_PLACEHOLDERS];
    for (int index = 0; index < placeholders.length; index++) {
      placeholders[index] = "{" + index + "}"; // filled in by the script
    }
    Map<String, String> texts = new TreeMap<>();
    KEYS.forEach(key -> texts.put(key, messages.text(locale, key, placeholders)));
    return new View(messages.closest(locale), texts);
  }
}
