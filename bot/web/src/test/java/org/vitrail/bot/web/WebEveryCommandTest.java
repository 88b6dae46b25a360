package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.TypedCommands;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Each command typed on the page: whatever it is, somebody answers, and knows what it is. */
@Tag("slow")
class WebEveryCommandTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** One for all: each test has visitors of its own, over an emptied Redis. */
  private static WebInstance instance;

  private static KeptLogin operator;

  @BeforeEach
  void open() {
    if (instance == null) {
      instance = new WebInstance(REDIS.url());
      operator = new KeptLogin(instance);
    }
  }

  @AfterAll
  static void close() {
    instance.close();
  }

  @ParameterizedTest
  @EnumSource(CommandSpec.class)
  void a_visitor_is_answered(CommandSpec name) {
    Visitor visitor = instance.visitor();
    String job = job(name, visitor);
    for (String line : TypedCommands.of(name, job)) {
      JsonNode answer = visitor.say(line);

      assertThat(answer.has("error")).as("%s: %s", line, answer).isFalse();
      String said = answer.get("text").asText();
      switch (answer.get("kind").asText()) {
        case "accepted" -> assertThat(answer.get("job").get("id").asText()).as(line).isNotEmpty();
        case "file" -> assertThat(answer.get("file").get("name").asText()).as(line).isNotEmpty();
        default -> assertThat(said).as(line).isNotBlank().doesNotContain("went wrong");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CommandSpec.class)
  void the_operator_is_answered(CommandSpec name) {
    operator.restore();
    String job = job(name, instance.visitor());
    for (String line : TypedCommands.of(name, job)) {
      HttpResponse<byte[]> answer = operator.type("web", line);

      assertThat(answer.statusCode()).as(line).isEqualTo(200);
      assertThat(Visitor.json(answer).get("text").asText())
          .as(line)
          .isNotBlank()
          .doesNotContain("went wrong");
    }
  }

  @Test
  void what_is_kept_about_a_person_is_a_file_to_download() {
    Visitor visitor = instance.visitor();
    String job = visitor.say("a secret apple").get("job").get("id").asText();

    JsonNode answer = visitor.say("/mydata");

    assertThat(answer.get("kind").asText()).isEqualTo("file");
    assertThat(answer.get("text").asText()).contains("all that is kept about you");
    assertThat(answer.get("file").get("name").asText()).matches("vitrail-web-[0-9-]{10}\\.json");
    byte[] file = Base64.getDecoder().decode(answer.get("file").get("base64").asText());
    JsonNode jobs = Visitor.json(new String(file, StandardCharsets.UTF_8)).get("jobs");
    assertThat(jobs).hasSize(1);
    assertThat(jobs.get(0).get("id").asText()).isEqualTo(job);
    assertThat(jobs.get(0).get("prompt").asText()).isEqualTo("a secret apple");
  }

  private static String job(CommandSpec name, Visitor visitor) {
    if (!TypedCommands.nameJobs(name)) {
      return "";
    }
    String job = visitor.say("a red apple").get("job").get("id").asText();
    instance.worker().finish(instance.worker().ready().take());
    await().until(() -> visitor.getJson("/api/jobs/" + job).get("state").asText().equals("done"));
    return job;
  }
}
