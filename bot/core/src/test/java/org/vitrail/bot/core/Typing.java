package org.vitrail.bot.core;

import java.util.Optional;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.PictureFile;

/** People who type, as every adapter hands it on. */
public final class Typing {
  private Typing() {}

  /** On the page, where nothing but the answer is shown. */
  public static Reply type(BotService botService, Person who, String text) {
    return type(botService, who, text, Optional.empty());
  }

  public static Reply type(
      BotService botService, Person who, String text, Optional<Origin> origin) {
    return type(botService, who, text, Optional.empty(), origin);
  }

  public static Reply type(
      BotService botService,
      Person who,
      String text,
      Optional<PictureFile> picture,
      Optional<Origin> origin) {
    return botService
        .parse(text)
        .fold(
            command -> botService.handle(who, command, picture, origin),
            mistake -> Reply.Refused.impossible(mistake.in(who.locale())));
  }
}
