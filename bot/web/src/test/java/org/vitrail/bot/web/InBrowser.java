package org.vitrail.bot.web;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * What tests of the page in Chromium have in common: a browser for a class, an instance for a test.
 */
@NeedsChromium
abstract class InBrowser {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  static Chromium browser;

  WebInstance instance;

  @BeforeAll
  static void startBrowser() {
    browser = new Chromium();
  }

  @AfterAll
  static void endBrowser() throws IOException {
    browser.close();
  }

  @BeforeEach
  void openHouse() {
    instance = new WebInstance(REDIS.url());
  }

  @AfterEach
  void closeHouse() {
    instance.close();
  }

  /** Opens the page as somebody who was never there. */
  void openPage() {
    browser.forget();
    browser.open(instance.server().url());
    browser.script("localStorage.clear(); sessionStorage.clear()");
  }
}
