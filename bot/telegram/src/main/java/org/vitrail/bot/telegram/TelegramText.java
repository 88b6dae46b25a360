package org.vitrail.bot.telegram;

import java.util.List;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardRow;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.courier.Notice;

/** Writes notices in Telegram's HTML and their buttons as inline keyboards. */
final class TelegramText {
  /** Telegram's own limit, counted after the markup is taken away. */
  private static final int MOST_CAPTION = 1024;

  /** What is left for the lines below a prompt and for the small print. */
  private static final int MOST_PROMPT = 600;

  private static final int MOST_TEXT = 4096;

  private final ButtonSigner signer;

  TelegramText(ButtonSigner signer) {
    this.signer = signer;
  }

  /** A notice as a caption, which is also a text. */
  static String html(Notice notice) {
    StringBuilder html = new StringBuilder();
    if (!notice.prompt().isEmpty()) {
      html.append("<b>").append(escaped(cut(notice.prompt(), MOST_PROMPT))).append("</b>\n");
    }
    html.append(escaped(cut(String.join("\n", notice.lines()), MOST_CAPTION - MOST_PROMPT - 200)));
    if (!notice.footer().isEmpty()) {
      html.append("\n<i>").append(escaped(cut(notice.footer(), 190))).append("</i>");
    }
    return html.toString();
  }

  /** Words of the bot itself. */
  static String html(String text) {
    return escaped(cut(text, MOST_TEXT));
  }

  InlineKeyboardMarkup keyboard(Notice notice) {
    List<InlineKeyboardRow> rows =
        notice.buttons().stream()
            .map(
                row ->
                    new InlineKeyboardRow(
                        row.stream()
                            .map(
                                it ->
                                    InlineKeyboardButton.builder()
                                        .text(it.label())
                                        .callbackData(signer.id(it.button()))
                                        .build())
                            .toList()))
            .toList();
    return InlineKeyboardMarkup.builder().keyboard(rows).build();
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, most - 2))) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
