package org.vitrail.bot.testing.telegram;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the HTML that a bot may send, with the server's error texts. Stricter than the server in
 * one thing: a bare {@code &}, which the documentation forbids and the server lets pass, is
 * refused, since it means that somebody forgot to escape.
 */
final class HtmlText {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("b", "bold"),
          Map.entry("strong", "bold"),
          Map.entry("i", "italic"),
          Map.entry("em", "italic"),
          Map.entry("u", "underline"),
          Map.entry("ins", "underline"),
          Map.entry("s", "strikethrough"),
          Map.entry("strike", "strikethrough"),
          Map.entry("del", "strikethrough"),
          Map.entry("span", "spoiler"),
          Map.entry("tg-spoiler", "spoiler"),
          Map.entry("tg-emoji", "custom_emoji"),
          Map.entry("a", "text_link"),
          Map.entry("code", "code"),
          Map.entry("pre", "pre"),
          Map.entry("blockquote", "blockquote"));
  private static final Map<String, String> CHARACTERS =
      Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"");
  private static final Pattern CHARACTER =
      Pattern.compile("&(?:(lt|gt|amp|quot)|#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));?");
  private static final Pattern START =
      Pattern.compile(
          "<([^\\s>/]+)((?:\\s+[\\w-]+(?:\\s*=\\s*(?:\"[^\"]*\"|'[^']*'|[\\w.-]+))?)*)\\s*>");
  private static final Pattern END = Pattern.compile("</([^\\s>]*)\\s*>");
  private static final Pattern HREF = Pattern.compile("href\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
  private static final Pattern SPOILER =
      Pattern.compile("class\\s*=\\s*(?:\"tg-spoiler\"|'tg-spoiler')");

  private record Open(String tag, String type, String detail, int offset) {}

  private final String html;
  private final StringBuilder text = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Entity> entities = new ArrayList<>();
  private int at;

  private HtmlText(String html) {
    this.html = html;
  }

  static FormattedText parse(String html) {
    return new HtmlText(html).parse();
  }

  private FormattedText parse() {
    while (at < html.length()) {
      char next = html.charAt(at);
      if (next == '&') {
        readCharacter();
      } else if (html.startsWith("</", at)) {
        readEnd();
      } else if (next == '<') {
        readStart();
      } else {
        text.append(next);
        at++;
      }
    }
    if (!open.isEmpty()) {
      throw wrong("Can't find end tag corresponding to start tag \"" + open.peek().tag() + "\"");
    }
    entities.sort(
        Comparator.comparingInt(Entity::offset)
            .thenComparing(Comparator.comparingInt(Entity::length).reversed()));
    return new FormattedText(text.toString(), List.copyOf(entities));
  }

  private void readCharacter() {
    Matcher character = CHARACTER.matcher(html).region(at, html.length());
    if (!character.lookingAt()) {
      throw wrong("Unescaped character '&'" + position());
    }
    if (character.group(1) != null) {
      text.append(CHARACTERS.get(character.group(1)));
    } else {
      int code =
          character.group(2) != null
              ? Integer.parseInt(character.group(2))
              : Integer.parseInt(character.group(3), 16);
      text.appendCodePoint(Character.isValidCodePoint(code) ? code : '?');
    }
    at = character.end();
  }

  private void readStart() {
    Matcher start = START.matcher(html).region(at, html.length());
    if (!start.lookingAt()) {
      throw wrong("Unclosed start tag" + position());
    }
    String tag = start.group(1).toLowerCase(Locale.ROOT);
    boolean known =
        TYPES.containsKey(tag) && (!tag.equals("span") || SPOILER.matcher(start.group(2)).find());
    if (!known) {
      throw wrong("Unsupported start tag \"" + tag + "\"" + position());
    }
    Matcher href = HREF.matcher(start.group(2));
    String address = href.find() ? unescaped(href) : "";
    open.push(new Open(tag, TYPES.get(tag), address, text.length()));
    at = start.end();
  }

  private void readEnd() {
    Matcher end = END.matcher(html).region(at, html.length());
    if (open.isEmpty()) {
      throw wrong("Unexpected end tag" + position());
    }
    if (!end.lookingAt()) {
      throw wrong("Unclosed end tag" + position());
    }
    String tag = end.group(1).toLowerCase(Locale.ROOT);
    Open begun = open.pop();
    if (!tag.isEmpty() && !tag.equals(begun.tag())) {
      throw wrong(
          "Unmatched end tag%s, expected \"</%s>\", found \"</%s>\""
              .formatted(position(), begun.tag(), tag));
    }
    int length = text.length() - begun.offset();
    if (length > 0 && !(begun.type().equals("text_link") && begun.detail().isEmpty())) {
      entities.add(new Entity(begun.type(), begun.offset(), length, begun.detail()));
    }
    at = end.end();
  }

  private static String unescaped(Matcher href) {
    String address = href.group(1) != null ? href.group(1) : href.group(2);
    return address.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  private String position() {
    return " at byte offset " + html.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
  }

  private static ApiException wrong(String reason) {
    return ApiException.badRequest("can't parse entities: " + reason);
  }
}
