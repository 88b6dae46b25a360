package org.vitrail.bot.web;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * What tests of the page in Chromium have in common: one browser for all of them, as it takes long
 * to start, and an instance for each.
 */
@NeedsChromium
abstract class InBrowser {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Starts the browser for whichever class is the first; it is closed after the last one. */
  @RegisterExtension
  static final BeforeAllCallback BROWSER =
      context ->
          browser =
              context
                  .getRoot()
                  .getStore(Namespace.create(Chromium.class))
                  .computeIfAbsent(Chromium.class, it -> new Chromium(), Chromium.class);

  static Chromium browser;

  WebInstance instance;

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
  }
}
