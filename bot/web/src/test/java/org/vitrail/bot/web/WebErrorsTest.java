package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What is no exception, but an Error of the machine or the JDK. */
class WebErrorsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  @Test
  void an_error_is_answered_and_everything_lives_on() {
    BrokenClock clock = new BrokenClock();
    try (WebInstance instance = new WebInstance(REDIS.url(), SafetyLevel.ON, clock)) {
      instance.worker().ready();
      Visitor ann = instance.visitor();
      String id = ann.say("a red apple").at("/job/id").asText();
      ClaimedJob job = instance.worker().take();
      instance.worker().finish(job);
      String grid = "/images/" + id + "/grid.png";
      await().until(() -> ann.get(grid).statusCode() == 200);

      clock.breaks(true);
      HttpResponse<byte[]> picture = ann.get(grid);
      HttpResponse<byte[]> words =
          ann.post(
              "/api/commands", "{\"text\": \"a red apple\"}", "Content-Type", "application/json");
      clock.breaks(false);

      assertThat(picture.statusCode()).isEqualTo(500);
      assertThat(text(picture)).contains("\"error\"", "Something went wrong inside Vitrail");
      assertThat(text(words)).contains("Something went wrong inside Vitrail");
      assertThat(ann.get(grid).statusCode()).isEqualTo(200);
      String next = ann.say("a blue car").at("/job/id").asText();
      instance.worker().finish(instance.worker().take());
      await().until(() -> instance.botService().jobs().card(next).orElseThrow().isFinal());
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
