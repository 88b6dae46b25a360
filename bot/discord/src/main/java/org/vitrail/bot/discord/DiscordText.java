package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.buttons.ButtonStyle;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.messages.MessageCreateBuilder;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import net.dv8tion.jda.api.utils.messages.MessageEditBuilder;
import net.dv8tion.jda.api.utils.messages.MessageEditData;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.NoticePicture;

/** Writes notices in Discord's markdown, with their buttons; nothing in them pings anybody. */
final class DiscordText {
  /** What is left for a prompt when each of its characters may take two. */
  private static final int MOST_PROMPT = 600;

  private static final int MOST_LINES = 300;
  private static final int MOST_FOOTER = 90;

  /**
   * A file of such a name is hidden by every client; JDA sees it too and says so in a field of the
   * request that Discord learnt later.
   */
  private static final String SPOILER = "SPOILER_";

  /** Emphasis, code, quotes, links, mentions, emoji, headings and lists begin with one of these. */
  private static final Pattern MARKUP = Pattern.compile("([\\\\*_~`|<>\\[\\](){}#:@&-])");

  private final ButtonSigner signer;

  DiscordText(ButtonSigner signer) {
    this.signer = signer;
  }

  /** For a message that is there: its picture stays unless the notice has another. */
  MessageEditData edit(Notice notice) {
    MessageEditBuilder edit =
        new MessageEditBuilder()
            .setContent(content(notice))
            .setComponents(buttons(notice))
            .setAllowedMentions(Set.of())
            .setSuppressEmbeds(true);
    if (notice.withdrawsPicture()) {
      edit.setAttachments();
    }
    notice.picture().ifPresent(picture -> edit.setFiles(file(picture)));
    return edit.build();
  }

  /** For a message that begins. */
  MessageCreateData create(Notice notice) {
    MessageCreateBuilder message =
        new MessageCreateBuilder()
            .setContent(content(notice))
            .setComponents(buttons(notice))
            .setAllowedMentions(Set.of())
            .mentionRepliedUser(false)
            .setSuppressEmbeds(true);
    notice.picture().ifPresent(picture -> message.setFiles(file(picture)));
    return message.build();
  }

  /** The bot's own words, as an answer. */
  static MessageEditData edit(String words) {
    return new MessageEditBuilder()
        .setContent(escaped(cut(words, Message.MAX_CONTENT_LENGTH / 2)))
        .setAllowedMentions(Set.of())
        .setSuppressEmbeds(true)
        .build();
  }

  /** The bot's own words, as a message. */
  static MessageCreateData create(String words) {
    return MessageCreateData.fromEditData(edit(words));
  }

  private static String content(Notice notice) {
    StringBuilder content = new StringBuilder();
    if (!notice.prompt().isEmpty()) {
      content.append("**").append(escaped(cut(notice.prompt(), MOST_PROMPT))).append("**\n");
    }
    content.append(escaped(cut(String.join("\n", notice.lines()), MOST_LINES)));
    if (!notice.footer().isEmpty()) {
      content.append("\n-# ").append(escaped(cut(notice.footer(), MOST_FOOTER)));
    }
    return content.toString();
  }

  private List<ActionRow> buttons(Notice notice) {
    List<ActionRow> rows = new ArrayList<>();
    for (List<Notice.LabelledButton> row : notice.buttons()) {
      rows.add(ActionRow.of(row.stream().map(this::button).toList()));
    }
    return rows;
  }

  private Button button(Notice.LabelledButton labelled) {
    return Button.of(
        style(labelled.button().action()), signer.id(labelled.button()), labelled.label());
  }

  private static ButtonStyle style(ButtonAction action) {
    return switch (action) {
      case AGAIN -> ButtonStyle.PRIMARY;
      case CANCEL, DELETE -> ButtonStyle.DANGER;
      default -> ButtonStyle.SECONDARY;
    };
  }

  private static FileUpload file(NoticePicture picture) {
    String name = picture.isSpoiler() ? SPOILER + picture.name() : picture.name();
    return FileUpload.fromData(picture.bytes(), name)
        .setDescription(cut(picture.description(), FileUpload.MAX_DESCRIPTION_LENGTH));
  }

  /** Discord takes a backslash before any of these as the sign itself. */
  private static String escaped(String text) {
    return MARKUP.matcher(text).replaceAll("\\\\$1");
  }

  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
