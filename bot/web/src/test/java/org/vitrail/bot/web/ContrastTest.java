package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the page's colours to WCAG 2.2 level AA: 4.5 to 1 for text, 3 to 1 for what marks a control
 * (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
 */
class ContrastTest {
  private static final Pattern TOKEN = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

  @ParameterizedTest
  @CsvSource({
    "ink, ground, 4.5",
    "ink, surface, 4.5",
    "ink, raised, 4.5",
    "ink, accent-wash, 4.5",
    "ink-soft, ground, 4.5",
    "ink-soft, surface, 4.5",
    "ink-soft, raised, 4.5",
    "ink-soft, accent-wash, 4.5",
    "accent, raised, 4.5",
    "accent, accent-wash, 4.5",
    "accent-ink, accent, 4.5",
    "danger, danger-wash, 4.5",
    "line-strong, ground, 3",
    "line-strong, raised, 3",
    "accent, ground, 3",
  })
  void text_and_controls_stand_out_in_both_schemes(String front, String back, double least)
      throws IOException {
    String css = css();
    int dark = css.indexOf("prefers-color-scheme: dark");
    Map<String, Integer> colours = tokens(css.substring(0, dark));
    assertThat(contrast(colours.get(front), colours.get(back)))
        .as("light")
        .isGreaterThanOrEqualTo(least);
    colours.putAll(tokens(css.substring(dark)));
    assertThat(contrast(colours.get(front), colours.get(back)))
        .as("dark")
        .isGreaterThanOrEqualTo(least);
  }

  private static String css() throws IOException {
    try (InputStream in = WebServer.class.getResourceAsStream("page/style/base.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, Integer> tokens(String css) {
    Map<String, Integer> tokens = new HashMap<>();
    Matcher matcher = TOKEN.matcher(css);
    while (matcher.find()) {
      tokens.put(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
    }
    return tokens;
  }

  private static double contrast(int one, int other) {
    double brighter = Math.max(luminance(one), luminance(other));
    double darker = Math.min(luminance(one), luminance(other));
    return (brighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double value = (channel & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
