package org.vitrail.bot.testing.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The marked-up texts that the real server takes and refuses; cases from its own tests. */
class FormattedTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "🏟 🏟&lt;<abacaba | Unclosed start tag at byte offset 13",
        "🏟 🏟&lt;<abac aba> | Unsupported start tag \"abac\" at byte offset 13",
        "🏟 🏟&lt;<i    aba> | Can't find end tag corresponding to start tag \"i\"",
        "🏟 🏟&lt;</ | Unexpected end tag at byte offset 13",
        "🏟 🏟&lt;<b></b></ | Unexpected end tag at byte offset 20",
        "🏟 🏟&lt;<i>a</i | Unclosed end tag at byte offset 17",
        "🏟 🏟&lt;<i>a</em   > | Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\"",
        "a < b | Unclosed start tag at byte offset 2",
        "a & b | Unescaped character '&' at byte offset 2",
        "<span class=\"red\">a</span> | Unsupported start tag \"span\" at byte offset 0"
      })
  void html_that_is_wrong_is_refused_in_the_servers_words(String html, String reason) {
    assertThatThrownBy(() -> html(html)).hasMessage("Bad Request: can't parse entities: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "🏟 🏟_abacaba | Can't find end of Italic entity at byte offset 9",
        "🏟 🏟_abac * asd | Can't find end of Bold entity at byte offset 15",
        "🏟 🏟` | Can't find end of Code entity at byte offset 9",
        "🏟 🏟``` | Can't find end of Pre entity at byte offset 9",
        "🏟 🏟__🏟 🏟_ | Can't find end of Italic entity at byte offset 20",
        "🏟 🏟_🏟 🏟__ | Can't find end of Underline entity at byte offset 19",
        "[telegram\\.org](asd\\) | Can't find end of a URL at byte offset 16",
        "🏟 🏟__🏟 _🏟___ | Can't find end of Italic entity at byte offset 23",
        "🏟 🏟> | Character '>' is reserved and must be escaped with the preceding '\\'",
        "one. | Character '.' is reserved and must be escaped with the preceding '\\'"
      })
  void markdown_that_is_wrong_is_refused_in_the_servers_words(String markdown, String reason) {
    assertThatThrownBy(() -> markdown(markdown))
        .hasMessage("Bad Request: can't parse entities: " + reason);
  }

  @Test
  void html_becomes_text_and_entities() {
    FormattedText text =
        html("🏟 <b>&lt;b <i>in</i></b> <a href=\"https://a.b/?c&amp;d\">here</a> <pre>x</pre> ");

    assertThat(text.text()).isEqualTo("🏟 <b in here x");
    assertThat(text.entities())
        .containsExactly(
            new Entity("bold", 3, 5, ""),
            new Entity("italic", 6, 2, ""),
            new Entity("text_link", 9, 4, "https://a.b/?c&d"),
            new Entity("pre", 14, 1, ""));
  }

  @Test
  void markdown_becomes_text_and_entities() {
    FormattedText text =
        markdown("*b _in __under__ _*\\! ||s|| ```java\na\\`b``` [t](http://x.y)\n>q\n>r");

    assertThat(text.text()).isEqualTo("b in under ! s a`b t\nq\nr");
    assertThat(text.entities())
        .containsExactly(
            new Entity("bold", 0, 11, ""),
            new Entity("italic", 2, 9, ""),
            new Entity("underline", 5, 5, ""),
            new Entity("spoiler", 13, 1, ""),
            new Entity("pre", 15, 3, "java"),
            new Entity("text_link", 19, 1, "http://x.y"),
            new Entity("blockquote", 21, 3, ""));
  }

  @Test
  void typed_commands_and_mentions_are_marked() {
    FormattedText text = FormattedText.typed("/imagine@vitrail_bot like a/b @bob https://x.y/z");

    assertThat(text.entities())
        .containsExactly(
            new Entity("bot_command", 0, 20, ""),
            new Entity("mention", 30, 4, ""),
            new Entity("url", 35, 13, ""));
  }

  private static FormattedText html(String text) {
    return FormattedText.sent(text, "HTML", MissingNode.getInstance());
  }

  private static FormattedText markdown(String text) {
    return FormattedText.sent(text, "MarkdownV2", MissingNode.getInstance());
  }
}
