package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.buttons.ButtonStyle;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.messages.MessageCreateBuilder;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import net.dv8tion.jda.api.utils.messages.MessageEditBuilder;
import net.dv8tion.jda.api.utils.messages.MessageEditData;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.bot.core.messaging.ButtonSigner;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessagePicture;
import org.vitrail.bot.core.service.Reply;

/** Writes notices in Discord's markdown, with their buttons; nothing in them pings anybody. */
final class DiscordText {
  /** What is left for a prompt when each of its characters may take two. */
  private static final int MAX_PROMPT = 600;

  private static final int MAX_LINES = 300;
  private static final int MAX_FOOTER = 90;

  /**
   * A file of such a name is hidden by every client; JDA sees it too and says so in a field of the
   * request that Discord learnt later.
   */
  private static final String SPOILER = "SPOILER_";

  /** Emphasis, code, quotes, links, mentions, emoji, headings and lists begin with one of these. */
  private static final Pattern MARKUP = Pattern.compile("([\\\\*_~`|<>\\[\\](){}#:@&-])");

  private static final int MAX_LINE = Message.MAX_CONTENT_LENGTH / 2 - 1;

  private final ButtonSigner signer;

  DiscordText(ButtonSigner signer) {
    this.signer = signer;
  }

  /** For a message that is there: its picture stays unless the notice has another. */
  MessageEditData edit(JobMessage jobMessage) {
    MessageEditBuilder edit =
        new MessageEditBuilder()
            .setContent(content(jobMessage))
            .setComponents(buttons(jobMessage))
            .setAllowedMentions(Set.of())
            .setSuppressEmbeds(true);
    if (jobMessage.withdrawsPicture()) {
      edit.setAttachments();
    }
    List<FileUpload> files = files(jobMessage);
    if (!files.isEmpty()) {
      edit.setFiles(files);
    }
    return edit.build();
  }

  /** For a message that begins. */
  MessageCreateData create(JobMessage jobMessage) {
    MessageCreateBuilder message =
        new MessageCreateBuilder()
            .setContent(content(jobMessage))
            .setComponents(buttons(jobMessage))
            .setAllowedMentions(Set.of())
            .mentionRepliedUser(false)
            .setSuppressEmbeds(true);
    message.setFiles(files(jobMessage));
    return message.build();
  }

  /** The bot's own words, on as many messages as they need; who is mentioned is shown by name. */
  static List<MessageCreateData> pages(String words) {
    List<MessageCreateData> pages = new ArrayList<>();
    StringBuilder page = new StringBuilder();
    for (String line : lines(words)) {
      String shown = mentioning(line);
      if (page.length() + 1 + shown.length() > Message.MAX_CONTENT_LENGTH) {
        pages.add(page(page));
        page.setLength(0);
      }
      page.append(page.isEmpty() ? "" : "\n").append(shown);
    }
    pages.add(page(page));
    return pages;
  }

  /** The same of a reply, with what can be pressed below the last of them. */
  List<MessageCreateData> pages(Reply reply) {
    List<MessageCreateData> pages = pages(reply.text());
    if (!reply.buttons().isEmpty()) {
      int last = pages.size() - 1;
      ActionRow row = ActionRow.of(reply.buttons().stream().map(this::button).toList());
      pages.set(last, MessageCreateBuilder.from(pages.get(last)).setComponents(row).build());
    }
    return pages;
  }

  /** Each fits on a page, even if all of its signs have to be escaped. */
  private static List<String> lines(String words) {
    List<String> lines = new ArrayList<>();
    for (String line : words.split("\n")) {
      String rest = line;
      while (rest.length() > MAX_LINE) {
        int space = rest.lastIndexOf(' ', MAX_LINE);
        int end = space > 0 ? space : TextCut.end(rest, MAX_LINE);
        lines.add(rest.substring(0, end));
        rest = rest.substring(end).strip();
      }
      lines.add(rest);
    }
    return lines;
  }

  private static MessageCreateData page(CharSequence content) {
    return new MessageCreateBuilder()
        .setContent(content.toString())
        .setAllowedMentions(Set.of())
        .setSuppressEmbeds(true)
        .build();
  }

  /** Nobody is told of a mention that is not allowed to ping, but everybody reads a name. */
  private static String mentioning(String line) {
    StringBuilder shown = new StringBuilder();
    Matcher mention = Mentions.EITHER.matcher(line);
    int from = 0;
    while (mention.find()) {
      shown.append(escaped(line.substring(from, mention.start())));
      shown.append(Mentions.written(mention.group()));
      from = mention.end();
    }
    return shown.append(escaped(line.substring(from))).toString();
  }

  private static String content(JobMessage jobMessage) {
    StringBuilder content = new StringBuilder();
    if (!jobMessage.words().prompt().isEmpty()) {
      content
          .append("**")
          .append(escaped(TextCut.toCodePoints(jobMessage.words().prompt(), MAX_PROMPT)))
          .append("**\n");
    }
    content.append(
        escaped(TextCut.toCodePoints(String.join("\n", jobMessage.words().lines()), MAX_LINES)));
    if (!jobMessage.words().footer().isEmpty()) {
      content
          .append("\n-# ")
          .append(escaped(TextCut.toCodePoints(jobMessage.words().footer(), MAX_FOOTER)));
    }
    return content.toString();
  }

  private List<ActionRow> buttons(JobMessage jobMessage) {
    List<ActionRow> rows = new ArrayList<>();
    for (List<JobMessage.LabelledButton> row : jobMessage.buttons()) {
      rows.add(ActionRow.of(row.stream().map(this::button).toList()));
    }
    return rows;
  }

  private Button button(JobMessage.LabelledButton labelled) {
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

  private static List<FileUpload> files(JobMessage jobMessage) {
    return Stream.of(jobMessage.picture(), jobMessage.film())
        .flatMap(Optional::stream)
        .map(DiscordText::file)
        .toList();
  }

  static FileUpload file(JobMessagePicture picture) {
    String name = picture.isSpoiler() ? SPOILER + picture.name() : picture.name();
    return FileUpload.fromData(picture.bytes(), name)
        .setDescription(
            TextCut.toCodePoints(picture.description(), FileUpload.MAX_DESCRIPTION_LENGTH));
  }

  /** Discord takes a backslash before any of these as the sign itself. */
  private static String escaped(String text) {
    return MARKUP.matcher(text).replaceAll("\\\\$1");
  }
}
