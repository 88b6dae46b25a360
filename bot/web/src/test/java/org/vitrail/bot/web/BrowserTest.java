package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.web.Chromium.Screen;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Understanding;

@Tag("slow")
class BrowserTest extends InBrowser {

  private WorkerDriver worker;

  @BeforeEach
  void open() {
    worker = instance.worker().ready();
    openPage();
  }

  @Test
  void words_become_a_grid_with_the_best_picture_first() {
    browser.send("/imagine a red apple on a blue background");
    browser.see(".stage-text", "Waiting");
    ClaimedJob job = worker.take();
    worker.draw(job, 32, 1);

    browser.see(".stage-text", "Drawing");
    WebElement bar = browser.see("[role=progressbar]");
    await().until(() -> "36".equals(bar.getAttribute("aria-valuenow")));
    browser.see(".preview img");
    browser.photograph("drawing-desktop-light");
    worker.finish(job);

    browser.see(".pane");
    assertThat(browser.find(".pane")).hasSize(9);
    assertThat(browser.find(".badge.number").get(0).getText()).isEqualTo("1");
    assertThat(browser.find(".badge.score").get(0).getText()).isEqualTo("0.321");
    assertThat(browser.find(".pane button").get(0).getAccessibleName())
        .contains("Picture 1, best match, CLIP score 0.321");
    browser.see(".recent-list button", "a red apple on a blue background");
    assertThat(browser.prompt().getAttribute("value")).isEmpty();
    assertThat(announced()).contains("9 pictures are ready");
    browser.photograph("grid-desktop-light");
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void a_shape_and_an_option_are_chosen_beside_the_prompt_unless_the_words_say_one() {
    browser.see("#shape");
    browser.see("select[name=rank]", "rank: clip");
    browser.script("document.getElementById('shape').value = '16:9'");
    browser.send("a red apple");
    ImageTask.Draw chosen = draw(worker.take());
    assertThat(chosen.aspect()).hasToString("16:9");
    assertThat(chosen.options()).containsEntry("rank", "clip");
    browser.see(".words", "a red apple");

    browser.script("document.querySelector('select[name=rank]').value = 'perplexity'");
    browser.send("a pink car --ar 1:2");
    ImageTask.Draw shaped = draw(worker.take());
    assertThat(shaped.aspect()).hasToString("1:2");
    assertThat(shaped.options()).containsEntry("rank", "perplexity");
    browser.see(".words", "a pink car");

    browser.send("a green pear --rank clip");
    ImageTask.Draw ranked = draw(worker.take());
    assertThat(ranked.aspect()).hasToString("16:9");
    assertThat(ranked.options()).containsEntry("rank", "clip");
    browser.see(".words", "a green pear");
    browser.send("/help");
    browser.see(".note", "/imagine");
    assertThat(browser.find(".answer.failed")).isEmpty();
    assertThat(browser.consoleProblems()).isEmpty();
  }

  private static ImageTask.Draw draw(ClaimedJob job) {
    return job.job().task().asDraw().orElseThrow();
  }

  @Test
  void an_example_is_drawn_by_one_click() {
    browser.see("#examples button", "three carrots").click();

    browser.see(".words", "three carrots");
    browser.seeNo("#welcome");
    browser.see(".composer .surprise").click();
    await().until(() -> browser.find(".words").size() == 2);
    assertThat(browser.find(".words").get(1).getText())
        .isIn("a castle at night", "a fox in the snow");
  }

  @Test
  void a_prompt_goes_on_as_it_is_typed_and_enter_sends_what_is_typed() {
    browser.type("a ca");
    browser.see("#completion-list li", "castle");
    browser.photograph("completion-prompt-desktop");
    browser.type(Keys.ARROW_DOWN.toString());
    browser.type(Keys.TAB.toString());
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("a cat");

    browser.see("#completion-list li", "… on the grass");
    browser.type(Keys.ENTER.toString());
    browser.see(".words", "a cat");
    ClaimedJob job = worker.take();
    worker.understand(job, new Understanding("a cat", Map.of("cat", List.of("lion"))));
    browser.see(".answer.open .hint", "This small model does not know “cat”; it knows lion.");
  }

  @Test
  void a_picture_is_upscaled_by_u_and_varied_by_v_and_its_words_are_drawn_anew_by_reroll() {
    drawn("a red apple");

    browser.see(".more button", "Reroll").click();
    await().until(() -> browser.find(".message").size() == 2);
    worker.finish(worker.take());
    await().until(() -> browser.find(".facts").size() == 2);
    assertThat(browser.find(".words").get(1).getText()).isEqualTo("a red apple");
    String first = browser.find(".facts span").get(0).getText();
    assertThat(browser.find(".facts").get(1).getText()).doesNotContain(first);

    button("U1").click();
    browser.see(".words small", "Upscale of picture 1");
    worker.finish(worker.take());
    browser.see(".answer.done.single img");
    assertThat(browser.find(".answer.done.single .action-row")).isEmpty();

    button("V2").click();
    await().until(() -> browser.find(".message").size() == 4);
    worker.finish(worker.take());
    await().until(() -> browser.find(".action-row").size() == 9);
  }

  @Test
  void a_running_job_moves_unless_somebody_wants_no_motion_and_is_cancelled() {
    browser.move();
    browser.send("a red apple");
    ClaimedJob job = worker.take();
    worker.draw(job, 5, 0);
    browser.see(".stage-text", "Drawing");
    String motions = "return document.getAnimations().length";
    assertThat((Long) browser.script(motions)).as("for everybody else").isPositive();
    browser.screen(Screen.DESKTOP, "light");
    assertThat(browser.script(motions)).isEqualTo(0L);

    browser.see(".answer.open button", "Cancel").click();
    await().until(() -> worker.cancelIfAsked(job));

    browser.see(".cancelled-text", "Cancelled");
    assertThat(browser.find(".answer.open")).isEmpty();
  }

  @Test
  void a_film_is_fetched_and_played_when_it_is_opened() {
    browser.send("a red apple --video");
    worker.finish(worker.take());
    browser.see(".film summary", "Film");
    assertThat(browser.script("return document.querySelector('video').readyState")).isEqualTo(0L);

    browser.see(".film summary").click();

    await()
        .until(
            () ->
                browser
                    .script(
                        "const v = document.querySelector('video'); return v.error ? v.error.message : v.readyState")
                    .equals(4L));
    assertThat(browser.script("return document.querySelector('video').videoWidth")).isEqualTo(64L);
    await()
        .until(
            () ->
                browser
                    .script("return document.querySelector('video').currentTime > 0.1")
                    .equals(true));
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void a_refused_text_stays_for_correction_and_a_failure_is_a_sentence_with_a_way_on() {
    browser.send("a forbiddenword");
    browser.see(".answer.failed .trouble");
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("a forbiddenword");
    assertThat(announced()).isNotBlank();

    browser.prompt().clear();
    browser.send("a red apple");
    worker.fail(worker.take(), "error.internal", "The worker ran out of memory.");
    browser.see(".answer.failed", "The worker ran out of memory");
    browser.see(".answer.failed button", "Try again").click();
    worker.finish(worker.take());
    browser.see(".pane");
  }

  @Test
  void reloading_loses_nothing() {
    drawn("a red apple");
    browser.send("a pink car");
    ClaimedJob job = worker.take();
    worker.draw(job, 40, 1);
    browser.see(".stage-text", "Drawing");
    browser.type("three unfinished wor");

    browser.driver().navigate().refresh();

    browser.see(".stage-text", "Drawing");
    assertThat(browser.find(".pane")).hasSize(9);
    assertThat(texts(".words")).containsExactly("a red apple", "a pink car");
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("three unfinished wor");
    worker.finish(job);
    await().until(() -> browser.find(".pane").size() == 18);
  }

  @Test
  void a_second_tab_shows_the_same() {
    drawn("a red apple");
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
    browser.open(instance.server().url());
    browser.see(".pane");

    browser.send("a pink car");
    browser.see(".words", "a pink car");
    browser.driver().close();
    browser.driver().switchTo().window(first);

    browser.see(".words", "a pink car");
  }

  @Test
  void a_server_that_comes_back_finds_the_page_waiting() {
    browser.send("a red apple");
    browser.see(".stage-text", "Waiting");

    instance.restartServer(
        () -> {
          browser.see("#connection", "Reconnecting");
          browser.photograph("reconnecting-desktop-light");
          browser.send("a pink car");
          browser.see("#toast", "Vitrail does not answer");
          worker.finish(worker.take());
        });

    browser.see(".pane");
    browser.seeNo("#connection");
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("a pink car");
  }

  @Test
  void commands_and_options_are_completed_by_keyboard() {
    browser.type("/");
    browser.see("#completion-list li");
    assertThat(browser.prompt().getAttribute("aria-expanded")).isEqualTo("true");
    browser.photograph("completion-desktop-light");
    browser.type("im");
    await().until(() -> browser.find("#completion-list li").size() == 1);
    assertThat(browser.prompt().getAttribute("aria-activedescendant")).isEqualTo("completion-0");
    browser.type(Keys.TAB.toString());
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("/imagine ");

    browser.type("a red apple --");
    browser.see("#completion-list li", "--seed");
    browser.type(Keys.ARROW_DOWN.toString());
    browser.type(Keys.ARROW_UP.toString());
    browser.type(Keys.ESCAPE.toString());
    browser.seeNo("#completions");
    assertThat(browser.prompt().getAttribute("aria-expanded")).isEqualTo("false");
    browser.type("see");
    browser.see("#completion-list li", "--seed");
    browser.type(Keys.ENTER.toString());
    assertThat(browser.prompt().getAttribute("value")).endsWith("a red apple --seed ");
    browser.type("7");
    browser.type(Keys.ENTER.toString());

    browser.see(".words", "a red apple");
    worker.finish(worker.take());
    browser.see(".facts", "Seed 7");
  }

  @Test
  void markup_that_is_sent_stays_text_and_arrow_up_brings_it_back() {
    String markup = "<img src=x onerror=alert(1)> & <b>apple</b>";
    browser.send(markup);
    assertThat(browser.see(".words").getText()).isEqualTo(markup);
    assertThat(browser.driver().findElements(By.cssSelector(".words img, .words b"))).isEmpty();
    browser.send("a pink car");
    browser.see(".words", "a pink car");

    browser.type(Keys.ARROW_UP.toString());
    assertThat(browser.prompt().getAttribute("value")).isEqualTo("a pink car");
    browser.type(Keys.ARROW_UP.toString());
    assertThat(browser.prompt().getAttribute("value")).isEqualTo(markup);
    browser.type(Keys.ARROW_DOWN.toString());
    browser.type(Keys.ARROW_DOWN.toString());
    assertThat(browser.prompt().getAttribute("value")).isEmpty();
  }

  @Test
  void a_picture_opens_large_and_the_keyboard_finds_its_way_back() {
    drawn("a red apple");
    WebElement second = browser.find(".pane button").get(1);
    second.sendKeys(Keys.ENTER);

    browser.see("#viewer-facts", "Picture 2 of 9");
    browser.press(Keys.ARROW_RIGHT);
    browser.see("#viewer-facts", "Picture 3 of 9");
    browser.photograph("viewer-desktop-light");
    assertThat(browser.see("#viewer-download").getAttribute("download"))
        .startsWith("vitrail-a-red-apple-")
        .endsWith("-3.png");
    browser.press(Keys.ESCAPE);
    browser.seeNo("#viewer");
    assertThat(browser.focused()).isEqualTo(second);

    second.click();
    browser.see("#viewer-upscale").click();
    browser.see(".words small", "picture 2");
  }

  @Test
  void every_control_has_a_name_and_the_focus_goes_in_reading_order() {
    drawn("a red apple");
    browser.send("a pink car");
    browser.see(".answer.open");

    for (WebElement control : browser.find("button, a, input, textarea, summary")) {
      assertThat(control.getAccessibleName()).as(control.getAttribute("outerHTML")).isNotBlank();
    }
    assertThat(browser.driver().findElements(By.cssSelector("img:not([alt])"))).isEmpty();
    assertThat(browser.find("main, header, footer, aside")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(
            browser.script(
                "return [...document.querySelectorAll('[tabindex]')].some(e => e.tabIndex > 0)"))
        .isEqualTo(false);
    browser.see(".brand").click();
    browser.press(Keys.chord(Keys.SHIFT, Keys.TAB));
    assertThat(browser.focused().getText()).isEqualTo("Skip to the prompt");
    assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press(Keys.ENTER);
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("prompt");
  }

  @Test
  void the_page_looks_right_on_a_phone_and_in_the_dark() {
    browser.photograph("welcome-desktop-light");
    browser.screen(Screen.DESKTOP, "dark");
    browser.photograph("welcome-desktop-dark");
    browser.screen(Screen.PHONE, "light");
    browser.photograph("welcome-phone-light");
    assertNothingOverflows();
    browser.screen(Screen.PHONE, "dark");
    browser.photograph("welcome-phone-dark");

    drawn("a red apple on a blue background");
    browser.photograph("grid-phone-dark");
    assertNothingOverflows();
    browser.see("#recent-button").click();
    browser.see("#recent.open .recent-list button");
    await()
        .until(
            () ->
                browser
                    .script(
                        "return document.getAnimations().filter(a => a.playState === 'running' && a.effect.target.id === 'recent').length")
                    .equals(0L));
    browser.photograph("recent-phone-dark");
    browser.press(Keys.ESCAPE);
    assertThat(browser.focused().getAttribute("id")).isEqualTo("recent-button");

    browser.find(".pane button").get(0).click();
    browser.see("#viewer-facts");
    browser.photograph("viewer-phone-dark");
    browser.press(Keys.ESCAPE);

    browser.send("three carrots");
    ClaimedJob job = worker.take();
    worker.draw(job, 40, 1);
    browser.see(".preview img");
    browser.photograph("drawing-phone-dark");
    browser.send("a pink car");
    browser.see(".words", "a pink car");
    browser.screen(Screen.DESKTOP, "dark");
    browser.photograph("queue-desktop-dark");
    worker.stage(job, Stage.RANKING);
    worker.finish(job);
    browser.screen(Screen.PHONE, "light");
    await().until(() -> browser.find(".panes[aria-label]").size() == 2);
    browser.photograph("grid-phone-light");
    browser.send("/help");
    browser.see(".answer.note");
    browser.photograph("help-phone-light");
    assertNothingOverflows();
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void hidden_pictures_are_blurred_and_out_of_reach_until_somebody_asks_for_them() {
    browser.send("a red apple");
    browser.see(".words", "a red apple");
    worker.finish(worker.take(), Map.of(2, Map.of("nudity", 0.6f)));

    WebElement show = browser.see(".curtain .show");
    assertThat(show.getAccessibleName()).isEqualTo("Show pictures of a red apple");
    assertThat(filters(".pane img")).hasSize(9).allMatch(filter -> filter.contains("blur(28px)"));
    assertThat(filters(".recent-picture img")).allMatch(filter -> filter.contains("blur(28px)"));
    assertThat(browser.script("return document.querySelector('.panes').inert")).isEqualTo(true);
    browser.see(".notes", "Hidden until you look. Suspected: nudity.");
    browser.photograph("hidden-desktop-light");

    show.sendKeys(Keys.ENTER);

    browser.seeNo(".curtain .show");
    assertThat(filters(".pane img")).containsOnly("none");
    assertThat(browser.focused().getAccessibleName()).startsWith("Picture 1, best match");
    browser.press(Keys.ENTER);
    browser.see("#viewer-picture");
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void a_picture_kept_back_is_a_blank_pane_without_buttons_and_of_all_of_them_there_are_words() {
    browser.send("a pink car --count 1");
    browser.see(".words", "a pink car");
    worker.finish(worker.take(), Map.of(1, Map.of("gore", 0.9f)));
    browser.see(".notes", "No picture is shown here. Suspected: gore.");
    assertThat(browser.find(".pane")).isEmpty();
    assertThat(browser.find(".recent-list button")).isEmpty();
    browser.see(".more button", "Reroll");

    browser.send("a red apple --count 4");
    browser.see(".words", "a red apple");
    worker.finish(worker.take(), Map.of(2, Map.of("gore", 0.9f)));

    browser.see(".pane.refused", "Kept back");
    browser.see(".notes", "One picture is covered. Suspected: gore.");
    assertThat(browser.find(".pane img")).hasSize(3);
    assertThat(texts(".action-row button"))
        .containsExactly("U1", "U3", "U4", "V1", "V3", "V4", "S1", "S3", "S4");
    browser.find(".pane button").get(0).click();
    browser.see("#viewer-facts", "Picture 1 of 4");
    browser.see("#viewer-next").click();
    browser.see("#viewer-facts", "Picture 3 of 4");
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private List<String> filters(String css) {
    return (List<String>)
        browser.script(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map((each) => getComputedStyle(each).filter)",
            css);
  }

  private void drawn(String prompt) {
    browser.send(prompt);
    browser.see(".words", prompt);
    worker.finish(worker.take());
    browser.see(".pane");
  }

  private WebElement button(String label) {
    return browser.find(".action-row button").stream()
        .filter(it -> it.getText().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private List<String> texts(String css) {
    return browser.find(css).stream().map(WebElement::getText).toList();
  }

  private String announced() {
    return (String) browser.script("return document.getElementById('announcer').textContent");
  }

  private void assertNothingOverflows() {
    assertThat(browser.script("return document.documentElement.scrollWidth > innerWidth"))
        .isEqualTo(false);
    assertThat(
            browser.script(
                "const c = document.getElementById('chat'); return c.scrollWidth > c.clientWidth"))
        .isEqualTo(false);
  }
}
