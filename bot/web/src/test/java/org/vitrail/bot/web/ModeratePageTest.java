package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.vitrail.bot.core.operator.OperatorKey;

/** The moderator's page in a real browser. */
@Tag("slow")
class ModeratePageTest extends InBrowser {

  @Test
  void the_operator_logs_in_sets_a_quota_sees_it_and_takes_it_back() {
    browser.forget();
    String key = new OperatorKey(instance.redis(), 1).renew();
    instance.visitor().say("a red apple");
    browser.driver().get(instance.server().url() + "moderate");
    type(browser, "#key", "nonsense");
    browser.see("#login-form button").click();
    browser.see("#notice", "not the operator's key");
    type(browser, "#key", key);
    browser.photograph("moderate-login");
    browser.see("#login-form button").click();

    browser.see("#queue .row", "Waiting");
    type(browser, "#whom", "everyone");
    type(browser, "#term", "200 a day until Sunday");
    type(browser, "#reason", "a contest");
    browser.see("#act-form button").click();
    browser.see("#notice", "for everyone: 200 pictures a day");
    browser.see("#rules .row", "200 pictures a day");
    browser.see("#audit .row", "/quota set");
    type(browser, "#block", "zeppelin*");
    browser.see("#block-form button").click();
    browser.see("#blocked .row", "zeppelin*");
    browser.photograph("moderate-desktop-light");
    browser.screen(Chromium.Screen.PHONE, "dark");
    browser.photograph("moderate-phone-dark");
    assertThat((Boolean) browser.script("return document.body.scrollWidth <= innerWidth")).isTrue();

    browser.find("#audit .row button").get(1).click();
    browser.see("#notice", "is taken back");
    browser.see("#rules .empty");
    browser.see("#logout").click();
    browser.see("#key");
    assertThat(browser.consoleProblems()).allMatch(it -> it.contains("403") || it.contains("401"));
  }

  private static void type(Chromium browser, String field, String text) {
    WebElement input = browser.see(field);
    input.clear();
    input.sendKeys(text);
    assertThat(input.findElement(By.xpath(".")).getAttribute("value")).isEqualTo(text);
  }
}
