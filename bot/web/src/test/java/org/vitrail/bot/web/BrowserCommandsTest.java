package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.web.Chromium.Screen;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.Keep;

/** Commands typed on the page, and what is then to be seen of them. */
@Tag("slow")
class BrowserCommandsTest extends InBrowser {

  @TempDir Path downloads;
  private WorkerDriver worker;

  @BeforeEach
  void open() {
    worker = instance.worker().ready();
    openPage();
  }

  @Test
  void what_is_kept_about_a_person_is_downloaded() {
    browser
        .driver()
        .executeCdpCommand(
            "Browser.setDownloadBehavior",
            Map.of("behavior", "allow", "downloadPath", downloads.toString()));
    drawn("a secret apple");
    browser.send("/mydata");

    WebElement link = browser.see(".answer.note a[download]");
    assertThat(link.getText()).startsWith("vitrail-web-").endsWith(".json");
    link.click();

    Path file = downloads.resolve(link.getText());
    await().until(() -> Files.exists(file) && read(file).contains("a secret apple"));
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void a_picture_is_chosen_to_begin_from_with_what_stays_of_it_or_to_draw_towards_with_its_weight()
      throws IOException {
    attachPhoto();
    browser.see("#keep").findElement(By.cssSelector("option[value=left]")).click();
    browser.photograph("beginning");

    browser.send("/about");
    browser.see(".answer.note");
    browser.send("a red apple");

    ClaimedJob job = worker.take();
    assertThat(job.job().task().asDraw().orElseThrow().beginFrom())
        .isEqualTo(new BeginFrom.InitImage(Optional.of(Keep.read("left"))));
    assertThat(instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    browser.seeNo("#beginning");
    worker.finish(job);
    browser.see(".pane");

    browser.send("a red apple --keep left");
    browser.see(".answer.failed", "There is no picture that something could be kept of.");

    browser.prompt().clear();
    attachPhoto();
    browser.see("#picture-use").findElement(By.cssSelector("option[value=target]")).click();
    browser.seeNo("#keep");
    WebElement weight = browser.see("#target-weight");
    weight.clear();
    weight.sendKeys("-0.5");
    browser.photograph("target");
    browser.send("a pink car");
    ClaimedJob towards = worker.take();
    assertThat(towards.job().task().asDraw().orElseThrow().targets()).containsExactly(-.5f);
    assertThat(instance.images().get(towards.job().id(), ImageStore.target(1))).isPresent();
    assertThat(instance.images().get(towards.job().id(), ImageStore.INIT_IMAGE)).isEmpty();
    browser.seeNo("#beginning");
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void a_photo_goes_through_a_codec_or_is_withdrawn() throws IOException {
    attachPhoto();
    browser.send("/reconstruct dall-e");
    ClaimedJob withdrawn = worker.take();
    assertThat(withdrawn.job().task()).isEqualTo(new ImageTask.Reconstruct("dall-e"));
    browser.see(".answer.open button", "Cancel").click();
    await().until(() -> worker.cancelIfAsked(withdrawn));
    browser.see(".cancelled-text");

    attachPhoto();
    browser.send("/reconstruct");
    worker.finish(worker.take());
    browser.see(".answer.done img");
    browser.see(".words", "A picture through bundled");
    assertThat(browser.consoleProblems()).isEmpty();
  }

  @Test
  void stop_ends_a_job_with_what_is_there_of_its_pictures() {
    browser.send("a red apple");
    ClaimedJob job = worker.take();
    worker.draw(job, 5, 0);
    browser.see(".answer.open button", "Stop and keep").click();

    await().until(() -> worker.finishIfStopped(job));
    browser.see(".pane");
    assertThat(browser.find(".answer.open")).isEmpty();
    assertThat(browser.consoleProblems()).isEmpty();
  }

  private void attachPhoto() throws IOException {
    Path file = downloads.resolve("photo.png");
    Files.write(file, TestPictures.one("photo", 1, 900));
    browser.see("#attach");
    browser.driver().findElement(By.id("image")).sendKeys(file.toString());
    browser.see("#beginning");
  }

  @Test
  void whoever_writes_in_a_script_that_the_model_does_not_read_is_told() {
    browser.send("شجرة");
    browser.see(".answer.open .hint", "This model reads English, German, Russian, Chinese;");
    worker.finish(worker.take());
    browser.see(".answer.done .hint", "words in another script say little to it.");
  }

  @Test
  void what_is_deleted_or_forgotten_leaves_the_page_and_every_other_tab() {
    drawn("a red apple");
    drawn("a pink car");
    String kept = id(0);
    String deleted = id(1);
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    browser.open(instance.server().url());
    String second = browser.driver().getWindowHandle();
    await().until(() -> browser.find(".pane").size() == 18);

    browser.send("/delete " + deleted);
    browser.see(".answer.note");
    seeOnly(kept, deleted);
    browser.driver().switchTo().window(first);
    seeOnly(kept, deleted);

    browser.send("/forget everything");
    seeNothing(kept);
    browser.driver().switchTo().window(second);
    seeNothing(kept);
    browser.driver().close();
    browser.driver().switchTo().window(first);
    browser.driver().navigate().refresh();
    browser.see("#welcome");
    assertThat(browser.find(".pane")).isEmpty();
  }

  private static void seeOnly(String kept, String deleted) {
    await().until(() -> browser.find(".pane").size() == 9);
    assertThat(browser.find("#job-" + kept)).hasSize(1);
    assertThat(browser.find("#job-" + deleted)).isEmpty();
    await()
        .until(
            () ->
                browser.find(".recent-list button").stream()
                    .noneMatch(it -> it.getText().contains("a pink car")));
  }

  private static void seeNothing(String forgotten) {
    browser.seeNo(".pane");
    browser.seeNo(".recent-list button");
    assertThat(browser.find("#job-" + forgotten)).isEmpty();
  }

  @Test
  void a_job_that_is_deleted_while_it_is_drawn_does_not_come_back() {
    drawn("a pink car");
    browser.send("a red apple");
    ClaimedJob job = worker.take();
    worker.draw(job, 5, 0);
    browser.see(".stage-text", "Drawing");

    browser.send("/delete " + job.job().id());
    browser.seeNo(".answer.open");
    await().until(() -> worker.cancelIfAsked(job));
    browser.send("three carrots");
    browser.see(".words", "three carrots");
    worker.finish(worker.take());

    await().until(() -> browser.find(".pane").size() == 18);
    assertThat(browser.find("#job-" + job.job().id())).isEmpty();
  }

  @Test
  void a_tab_that_was_away_sees_what_was_deleted_meanwhile() {
    drawn("a red apple");
    drawn("a pink car");
    String id = id(0);
    instance.restartServer(
        () -> {
          browser.see("#connection", "Reconnecting");
          type(
              instance.botService(),
              instance.botService().jobs().card(id).orElseThrow().who(),
              "/delete " + id);
        });

    browser.seeNo("#job-" + id);
    assertThat(browser.find(".pane")).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void help_opens_at_its_beginning(boolean isPhone) {
    browser.screen(isPhone ? Screen.PHONE : Screen.DESKTOP, "light");
    browser.see("#help-button").click();

    seeBeginningOfNote();
    browser.photograph(isPhone ? "help-first-phone" : "help-first-desktop");
    browser.seeNo("#welcome");
    drawn("a red apple");
    browser.see("#help-button").click();
    await().until(() -> browser.find(".answer.note").size() == 2);
    seeBeginningOfNote();
  }

  @Test
  void values_are_proposed_after_an_options_space_wherever_it_stands() {
    browser.type("a cat --style ");
    browser.see("#completion-list li", "stained-glass");
    browser.photograph("completion-values-desktop");
    browser.type("stai");
    await().until(() -> browser.find("#completion-list li").size() == 1);
    browser.type(Keys.TAB.toString());
    assertThat(value()).isEqualTo("a cat --style stained-glass ");

    browser.script(
        "const f = document.getElementById('prompt'); f.value = 'a cat --count  on a mat';"
            + " f.setSelectionRange(14, 14); f.dispatchEvent(new Event('input'))");
    browser.see("#completion-list li", "4 pictures");
    browser.find("#completion-list li").get(3).click();
    assertThat(value()).isEqualTo("a cat --count 4  on a mat");

    browser.prompt().clear();
    browser.type("\"a cat --style \" and more");
    browser.seeNo("#completions");
  }

  private void seeBeginningOfNote() {
    browser.see(".answer.note");
    await()
        .until(
            () ->
                (Boolean)
                    browser.script(
                        "const chat = document.getElementById('chat').getBoundingClientRect();"
                            + " const top = [...document.querySelectorAll('.answer.note')].at(-1)"
                            + ".closest('.message').getBoundingClientRect().top;"
                            + " return top >= chat.top && top < chat.top + 40"));
  }

  private String value() {
    return browser.prompt().getAttribute("value");
  }

  private static String id(int index) {
    return browser.find(".message").get(index).getAttribute("id").substring("job-".length());
  }

  private void drawn(String prompt) {
    int before = browser.find(".pane").size();
    browser.send(prompt);
    browser.see(".words", prompt);
    worker.finish(worker.take());
    await().until(() -> browser.find(".pane").size() == before + 9);
  }

  private static String read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return String.join("\n", lines.toList());
    } catch (IOException notYet) {
      return "";
    }
  }
}
