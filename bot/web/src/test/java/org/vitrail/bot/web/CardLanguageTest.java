package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.web.Chromium.Screen;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.Stage;

/** Cards speak the language of the browser, in every state. */
@Tag("slow")
class CardLanguageTest extends InBrowser {

  private static final Messages MESSAGES = Messages.load(null);
  private static final Pattern LATIN_WORD = Pattern.compile("[A-Za-zÄÖÜäöüß]{2,}");

  /** Names of things, which all languages write alike. */
  private static final Set<String> NAMES = Set.of("clip", "png", "seed");

  /** All that is read or heard of the cards. */
  private static final String WORDS =
      "const said = (each) => [...[...each.childNodes].filter((node) => node.nodeType === 3)"
          + ".map((node) => node.data), ...['aria-label', 'title', 'alt', 'aria-valuetext']"
          + ".map((name) => each.getAttribute(name))];"
          + " return [...document.querySelectorAll('.message, .message *, #announcer,"
          + " #recent-list *')].flatMap(said).filter(Boolean).join('\\n')";

  private WorkerDriver worker;
  private String language;

  @ParameterizedTest
  @CsvSource({"de, 'de-AT,de;q=0.9,en;q=0.8'", "ru, 'ru-RU,ru;q=0.9,en;q=0.8'", "zh, zh-CN"})
  void no_english_word_is_left_in_any_state(String tag, String acceptLanguage) {
    language = tag;
    browser.forget();
    browser.speak(acceptLanguage);
    browser.open(instance.server().url());

    // Digits, so that every word on the card is the page's own.
    browser.send("17 42 --style stained-glass");
    browser.see(".stage-detail", text("job.no-worker", "bundled"));
    assertNoEnglish(text("card.cancel"));

    worker = instance.worker().ready();
    ClaimedJob job = worker.take();
    worker.draw(job, 32, 1);
    browser.see(".stage-text", text("stage.drawing"));
    browser.see(".preview img");
    assertNoEnglish(text("stage.drawing"));
    browser.photograph("card-drawing-" + tag);
    worker.stage(job, Stage.RANKING);
    browser.see(".stage-text", text("stage.ranking"));
    assertNoEnglish(text("stage.ranking"));
    worker.finish(job);
    browser.see(".pane");
    await().until(() -> words().contains(text("card.ready", "17", "9").substring(4)));
    assertNoEnglish(text("card.upscale"), text("card.again"), text("card.about-clip"));
    browser.photograph("card-done-" + tag);
    browser.screen(Screen.PHONE, "dark");
    browser.photograph("card-done-phone-" + tag);
    browser.screen(Screen.DESKTOP, "light");

    browser.find(".action-row button").get(0).click();
    ClaimedJob larger = worker.take();
    worker.stage(larger, Stage.UPSCALING);
    browser.see(".stage-text", text("stage.upscaling"));
    browser.see(".words small", text("card.upscale-of", 1));
    worker.finish(larger);
    browser.see(".answer.done.single img");
    assertNoEnglish(text("card.upscale-of", 1), text("card.ready-one", "").substring(2));

    browser.send("18");
    await().until(() -> browser.find(".message").size() == 3);
    worker.finish(worker.take(), Map.of(1, Map.of("gore", 0.9f), 2, Map.of("nudity", 0.6f)));
    browser.see(".curtain .show", text("card.show"));
    assertNoEnglish(text("card.show"), text("card.kept-back"));

    browser.send("19");
    await().until(() -> browser.find(".message").size() == 4);
    worker.fail(worker.take(), "error.internal", "The worker ran out of memory.");
    browser.see(".answer.failed", text("error.internal"));
    assertNoEnglish(text("card.retry"));

    browser.send("20");
    await().until(() -> browser.find(".message").size() == 5);
    ClaimedJob cancelled = worker.take();
    browser.see(".answer.open button", text("card.cancel")).click();
    await().until(() -> worker.cancelIfAsked(cancelled));
    browser.see(".cancelled-text", text("job.cancelled"));
    assertNoEnglish(text("card.draw-again"));
    browser.photograph("card-end-" + tag);
    assertThat(browser.consoleProblems()).isEmpty();
  }

  private String text(String key, Object... values) {
    return MESSAGES.text(language, key, values);
  }

  private static String words() {
    return (String) browser.script(WORDS);
  }

  private void assertNoEnglish(String... expected) {
    String words = words();
    assertThat(words).contains(expected);
    Set<String> latin = latinWords(words);
    latin.removeAll(NAMES);
    if (language.equals("de")) {
      Set<String> english = wordsOfCards("en");
      english.removeAll(wordsOfCards("de"));
      assertThat(latin).doesNotContainAnyElementsOf(english);
    } else {
      latin.remove("bundled"); // the model's id
      assertThat(latin).isEmpty();
    }
  }

  private static Set<String> wordsOfCards(String language) {
    List<String> keys =
        List.of(
            "stage.waiting",
            "stage.starting",
            "stage.drawing",
            "stage.ranking",
            "stage.upscaling",
            "stage.saving",
            "stage.done",
            "stage.failed",
            "stage.cancelled",
            "job.no-worker",
            "job.cancelled",
            "job.failed",
            "error.internal",
            "safety.covered",
            "safety.hidden");
    return latinWords(
        String.join(
            "\n",
            Stream.concat(keys.stream(), CardTexts.KEYS.stream())
                .map(key -> MESSAGES.text(language, key, 2, 2, 2))
                .toList()));
  }

  private static Set<String> latinWords(String text) {
    return LATIN_WORD
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
