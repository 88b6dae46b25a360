package org.vitrail.bot.telegram;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardRow;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.bot.core.messaging.ButtonSigner;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;

/** Writes notices in Telegram's HTML and their buttons as inline keyboards. */
final class TelegramText {
  /** Telegram's own limit, counted after the markup is taken away. */
  private static final int MAX_CAPTION = 1024;

  /** What is left for the lines below a prompt and for the small print. */
  private static final int MAX_PROMPT = 600;

  private static final int MAX_TEXT = 4096;

  private static final int SHORT_LABEL = 3;
  private static final int WORDS_A_ROW = 2;

  private final ButtonSigner signer;

  TelegramText(ButtonSigner signer) {
    this.signer = signer;
  }

  /** A notice as a caption, which is also a text. */
  static String html(JobMessage jobMessage) {
    StringBuilder html = new StringBuilder();
    if (!jobMessage.words().prompt().isEmpty()) {
      html.append("<b>")
          .append(escaped(TextCut.toUnits(jobMessage.words().prompt(), MAX_PROMPT)))
          .append("</b>\n");
    }
    html.append(
        escaped(
            TextCut.toUnits(
                String.join("\n", jobMessage.words().lines()), MAX_CAPTION - MAX_PROMPT - 200)));
    if (!jobMessage.words().footer().isEmpty()) {
      html.append("\n<i>")
          .append(escaped(TextCut.toUnits(jobMessage.words().footer(), 190)))
          .append("</i>");
    }
    return html.toString();
  }

  /**
   * A long text in parts that each fit into a message, split between lines, or else between words.
   */
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > MAX_TEXT) {
      int end = splitBefore(rest);
      parts.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    parts.add(rest);
    return parts;
  }

  private static int splitBefore(String text) {
    for (char between : new char[] {'\n', ' '}) {
      int end = text.lastIndexOf(between, MAX_TEXT);
      if (end > 0) {
        return end;
      }
    }
    return TextCut.end(text, MAX_TEXT);
  }

  /** Words below a picture, without markup. */
  static String plainCaption(String text) {
    return TextCut.toUnits(text, MAX_CAPTION);
  }

  /** Words of the bot itself. */
  static String html(String text) {
    return escaped(TextCut.toUnits(text, MAX_TEXT));
  }

  InlineKeyboardMarkup keyboard(JobMessage jobMessage) {
    return keyboard(jobMessage.buttons());
  }

  InlineKeyboardMarkup keyboard(List<List<LabelledButton>> buttons) {
    List<InlineKeyboardRow> rows =
        buttons.stream()
            .flatMap(TelegramText::narrow)
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

  /** A phone shows two buttons of words side by side, or five of a letter and a number. */
  private static Stream<List<LabelledButton>> narrow(List<LabelledButton> row) {
    boolean isWords = row.stream().anyMatch(it -> it.label().length() > SHORT_LABEL);
    int most = isWords ? WORDS_A_ROW : row.size();
    return IntStream.iterate(0, i -> i < row.size(), i -> i + most)
        .mapToObj(i -> row.subList(i, Math.min(i + most, row.size())));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
