package org.vitrail.bot.web;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with an empty profile, and what a person does with the page in it. */
final class Chromium implements AutoCloseable {
  /** Width and height in CSS pixels. */
  record Screen(String name, int width, int height, boolean isPhone) {
    static final Screen DESKTOP = new Screen("desktop", 1280, 900, false);
    static final Screen PHONE = new Screen("phone", 390, 844, true);
  }

  /** Only people look at them, so nobody else waits for them: {@code -Dphotographs=true}. */
  private static final boolean PHOTOGRAPHS = Boolean.getBoolean("photographs");

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** What is shown, asked of the page at once: the driver would ask each element by itself. */
  private static final String SHOWN =
      "const [css, words] = arguments;"
          + " const isShown = (each) => each.checkVisibility({opacityProperty: true,"
          + " visibilityProperty: true}) && [...each.getClientRects()].some(r => r.width && r.height);"
          + " return [...document.querySelectorAll(css)].filter(each => isShown(each)"
          + " && (!words || (each.innerText ?? '').includes(words)))";

  /** What a browser does beside showing a page, a sixth of its work in these tests. */
  private static final List<String> WITHOUT =
      List.of(
          "--disable-breakpad",
          "--disable-component-extensions-with-background-pages",
          "--disable-crash-reporter",
          "--disable-domain-reliability",
          "--disable-extensions",
          "--disable-features=CertificateTransparencyComponentUpdater,InitialWebUI,MediaRouter,"
              + "OptimizationHints,Translate,WebUIOmniboxPopup,WebUIReloadButton",
          "--disable-search-engine-choice-screen",
          "--disable-site-isolation-trials",
          "--metrics-recording-only",
          "--mute-audio",
          "--no-pings",
          "--renderer-process-limit=1");

  private final Path profile;
  private final ChromeDriver driver;
  private String languages = "";

  /**
   * @param more of the browser's own arguments
   */
  Chromium(String... more) {
    Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE);
    try {
      profile = Files.createTempDirectory("vitrail-chromium");
      Files.createDirectories(SCREENSHOTS);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(NeedsChromium.Condition.browser().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.addArguments(WITHOUT);
    options.addArguments(more);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.WARNING);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(NeedsChromium.Condition.driver().orElseThrow().toFile())
            .withSilent(true)
            .build();
    driver = new ChromeDriver(service, options);
    screen(Screen.DESKTOP, "light");
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Forgets who was here; each instance has a port of its own, so nothing is stored of it yet. */
  void forget() {
    driver.get("about:blank");
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    consoleProblems();
    screen(Screen.DESKTOP, "light");
    speak("en-US,en");
  }

  /** Shows the page on such a screen, to a person who wants no motion. */
  void screen(Screen screen, String colours) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", screen.width(),
            "height", screen.height(),
            "deviceScaleFactor", screen.isPhone() ? 2 : 1,
            "mobile", screen.isPhone()));
    prefer(Map.of("prefers-color-scheme", colours, "prefers-reduced-motion", "reduce"));
  }

  /** Asks for motion, which takes the browser more work than all else that tests do with it. */
  void move() {
    prefer(Map.of("prefers-reduced-motion", "no-preference"));
  }

  private void prefer(Map<String, String> preferences) {
    List<Map<String, String>> features =
        preferences.entrySet().stream()
            .map(each -> Map.of("name", each.getKey(), "value", each.getValue()))
            .toList();
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
  }

  /** Asks for pages in these languages, as a person's settings would. */
  void speak(String acceptLanguage) {
    if (acceptLanguage.equals(languages)) {
      return;
    }
    languages = acceptLanguage;
    driver.executeCdpCommand(
        "Emulation.setUserAgentOverride",
        Map.of(
            "userAgent", script("return navigator.userAgent"), "acceptLanguage", acceptLanguage));
  }

  void open(String url) {
    driver.get(url);
    await().atMost(PATIENCE).until(() -> !find("#welcome, .message").isEmpty());
  }

  WebElement prompt() {
    return driver.findElement(By.id("prompt"));
  }

  void type(String text) {
    prompt().sendKeys(text);
  }

  /** Pastes a text and sends it: for the browser, single keys are more work than the answer. */
  void send(String text) {
    WebElement field = prompt();
    script(
        "arguments[0].focus(); document.execCommand('insertText', false, arguments[1])",
        field,
        text);
    field.sendKeys(Keys.ENTER);
  }

  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Elements that are shown, in the order of the page. */
  List<WebElement> find(String css) {
    return find(css, "");
  }

  @SuppressWarnings("unchecked")
  private List<WebElement> find(String css, String words) {
    return (List<WebElement>) script(SHOWN, css, words);
  }

  /** Waits until something is shown. */
  WebElement see(String css) {
    return see(css, "");
  }

  /** Waits until something with such words is shown. */
  WebElement see(String css, String words) {
    return patiently().until(() -> find(css, words), it -> !it.isEmpty()).get(0);
  }

  void seeNo(String css) {
    patiently().until(() -> find(css).isEmpty());
  }

  private static ConditionFactory patiently() {
    return await().atMost(PATIENCE).pollInterval(LOOK_EVERY);
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Saves what is on the screen once all pictures are there, for whoever wants to look at it. */
  void photograph(String name) {
    if (!PHOTOGRAPHS) {
      return;
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                (Boolean)
                    script(
                        "return [...document.images].filter(i => i.checkVisibility() &&"
                            + " i.getBoundingClientRect().top < innerHeight &&"
                            + " i.getBoundingClientRect().bottom > 0).every(i => i.complete)"));
    try {
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What the browser complained of since the last call: errors of scripts, broken policies. */
  List<String> consoleProblems() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(it -> it.getMessage())
        .toList();
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
