package org.vitrail.bot.testing.telegram;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Parses the MarkdownV2 that a bot may send, with the server's error texts. */
final class MarkdownText {
  private static final String RESERVED = "_*[]()~`>#+-=|{}.!";

  private enum Mark {
    UNDERLINE("__", "Underline", "underline"),
    SPOILER("||", "Spoiler", "spoiler"),
    BOLD("*", "Bold", "bold"),
    ITALIC("_", "Italic", "italic"),
    STRIKETHROUGH("~", "Strikethrough", "strikethrough"),
    LINK("[", "TextUrl", "text_link"),
    QUOTE(">", "BlockQuote", "blockquote");

    private final String sign;
    private final String title;
    private final String type;

    Mark(String sign, String title, String type) {
      this.sign = sign;
      this.title = title;
      this.type = type;
    }
  }

  private record Open(Mark mark, int offset, int position) {}

  private final String source;
  private final StringBuilder text = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Entity> entities = new ArrayList<>();
  private int at;

  private MarkdownText(String source) {
    this.source = source;
  }

  static FormattedText parse(String source) {
    return new MarkdownText(source).parse();
  }

  private FormattedText parse() {
    while (at < source.length()) {
      readNext();
    }
    endQuote();
    if (!open.isEmpty()) {
      throw endless(open.peek().mark().title, open.peek().position());
    }
    entities.sort(
        Comparator.comparingInt(Entity::offset)
            .thenComparing(Comparator.comparingInt(Entity::length).reversed()));
    return new FormattedText(text.toString(), List.copyOf(entities));
  }

  private void readNext() {
    char next = source.charAt(at);
    if (next == '\\' && at + 1 < source.length() && source.charAt(at + 1) < 127) {
      text.append(source.charAt(at + 1));
      at += 2;
    } else if (next == '>' && isLineStart()) {
      if (!isOpen(Mark.QUOTE)) {
        open.push(new Open(Mark.QUOTE, text.length(), at));
      }
      at++;
    } else if (next == '\n') {
      text.append(next);
      at++;
      if (at >= source.length() || source.charAt(at) != '>') {
        endQuote();
      }
    } else if (next == '`') {
      readCode();
    } else if (next == ']' && !open.isEmpty() && open.peek().mark() == Mark.LINK) {
      readAddress();
    } else if (!readMark()) {
      if (RESERVED.indexOf(next) >= 0) {
        throw wrong(
            "Character '" + next + "' is reserved and must be escaped with the preceding '\\'");
      }
      text.append(next);
      at++;
    }
  }

  private boolean readMark() {
    for (Mark mark : Mark.values()) {
      if (mark != Mark.QUOTE && source.startsWith(mark.sign, at)) {
        if (mark != Mark.LINK && !open.isEmpty() && open.peek().mark() == mark) {
          close("");
        } else {
          open.push(new Open(mark, text.length(), at));
        }
        at += mark.sign.length();
        return true;
      }
    }
    return false;
  }

  private void readCode() {
    boolean block = source.startsWith("```", at);
    String sign = block ? "```" : "`";
    int start = at;
    int offset = text.length();
    at += sign.length();
    String language = "";
    int lineEnd = source.indexOf('\n', at);
    if (block && lineEnd > at && source.substring(at, lineEnd).matches("[^\\s`]+")) {
      language = source.substring(at, lineEnd);
      at = lineEnd + 1;
    }
    while (!source.startsWith(sign, at)) {
      if (at >= source.length()) {
        throw endless(block ? (language.isEmpty() ? "Pre" : "PreCode") : "Code", start);
      }
      if (source.charAt(at) == '\\' && at + 1 < source.length()) {
        at++;
      }
      text.append(source.charAt(at++));
    }
    at += sign.length();
    if (text.length() > offset) {
      entities.add(new Entity(block ? "pre" : "code", offset, text.length() - offset, language));
    }
  }

  private void readAddress() {
    at++;
    StringBuilder address = new StringBuilder();
    if (at < source.length() && source.charAt(at) == '(') {
      int start = ++at;
      while (at < source.length() && source.charAt(at) != ')') {
        if (source.charAt(at) == '\\' && at + 1 < source.length()) {
          at++;
        }
        address.append(source.charAt(at++));
      }
      if (at >= source.length()) {
        throw wrong("Can't find end of a URL at byte offset " + bytes(start));
      }
      at++;
    }
    close(address.toString());
  }

  private void close(String detail) {
    Open begun = open.pop();
    int length = text.length() - begun.offset();
    if (length > 0 && !(begun.mark() == Mark.LINK && detail.isEmpty())) {
      entities.add(new Entity(begun.mark().type, begun.offset(), length, detail));
    }
  }

  private void endQuote() {
    if (!isOpen(Mark.QUOTE)) {
      return;
    }
    if (open.peek().mark() != Mark.QUOTE) {
      throw endless(open.peek().mark().title, open.peek().position());
    }
    close("");
  }

  private boolean isOpen(Mark mark) {
    return open.stream().anyMatch(it -> it.mark() == mark);
  }

  private boolean isLineStart() {
    return at == 0 || source.charAt(at - 1) == '\n';
  }

  private ApiException endless(String title, int position) {
    return wrong("Can't find end of " + title + " entity at byte offset " + bytes(position));
  }

  private int bytes(int position) {
    return source.substring(0, position).getBytes(StandardCharsets.UTF_8).length;
  }

  private static ApiException wrong(String reason) {
    return ApiException.badRequest("can't parse entities: " + reason);
  }
}
