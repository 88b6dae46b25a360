package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.operator.OperatorKey;
import org.vitrail.inference.protocol.RedisServerExtension;

/** The moderator's page as HTTP: who gets in, what is seen, what is changed. */
class ModerateTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private WebInstance instance;
  private Visitor visitor;
  private String key;

  @BeforeEach
  void open() {
    instance = new WebInstance(REDIS.url());
    visitor = instance.visitor();
    key = new OperatorKey(instance.redis(), 1).renew();
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void nothing_is_read_or_changed_without_a_session() {
    for (String path : List.of("/moderate/session", "/moderate/overview", "/moderate/audit.csv")) {
      assertThat(visitor.get(path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(command(visitor, "", "house", "/pause").statusCode()).isEqualTo(401);
    assertThat(visitor.get("/moderate").statusCode()).isEqualTo(200);
  }

  @Test
  void the_key_is_made_once_and_opens_however_it_is_typed() {
    assertThat(key).matches("([0-9a-z]{5}-){5}[0-9a-z]{5}");
    assertThat(instance.botService().operator().key().makeIfMissing()).isEmpty();
    HttpResponse<byte[]> answer = login(visitor, key.toUpperCase().replace("-", " "));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("vitrail_operator=")
        .contains("HttpOnly", "SameSite=Strict");
    for (String kept : instance.redis().keys("vitrail:{house}:*")) {
      String value =
          instance.redis().type(kept).equals("hash")
              ? instance.redis().hgetAll(kept).toString()
              : instance.redis().get(kept);
      assertThat(kept + value).doesNotContain(key, key.replace("-", ""));
    }
  }

  @Test
  void guessing_is_slowed_down_and_the_answer_says_until_when() {
    for (int i = 0; i < 5; i++) {
      assertThat(login(visitor, "wrong" + i).statusCode()).isEqualTo(403);
    }
    HttpResponse<byte[]> refused = login(visitor, key);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(Visitor.json(refused).get("error").asText()).contains("Try again in 15 minutes");
    instance.redis().del("vitrail:{house}:tries:127.0.0.1");
    assertThat(login(visitor, key).statusCode()).isEqualTo(200);
  }

  @Test
  void a_change_needs_the_sessions_second_secret_and_our_own_page() {
    String csrf = csrf();
    assertThat(command(visitor, "", "house", "/pause").statusCode()).isEqualTo(403);
    assertThat(command(visitor, "x" + csrf, "house", "/pause").statusCode()).isEqualTo(403);
    HttpResponse<byte[]> foreign =
        visitor.post(
            "/moderate/commands",
            "{\"place\":\"house\",\"text\":\"/pause\"}",
            "Content-Type",
            "application/json",
            OperatorSessions.CSRF_HEADER,
            csrf,
            "Sec-Fetch-Site",
            "cross-site");
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(said(csrf, "house", "/pause")).contains("Nothing new is drawn");
    assertThat(instance.visitor().say("a cat").get("text").asText())
        .contains("operator has paused");
  }

  @Test
  void what_is_done_is_seen_and_taken_back_and_downloaded_harmlessly() {
    String csrf = csrf();
    said(csrf, "discord:9007199254740993", "/quota set everyone 5 --reason =1+1, \"really\"");

    JsonNode seen = visitor.getJson("/moderate/overview?place=discord:9007199254740993");
    assertThat(seen.get("rules").get(0).get("text").asText()).contains("5 pictures a day");
    assertThat(seen.get("audit").get(0).get("command").asText()).isEqualTo("/quota set");
    assertThat(visitor.getJson("/moderate/overview").get("places").toString())
        .contains("discord:9007199254740993", "house", "web");
    String csv = new String(visitor.get("/moderate/audit.csv").body(), StandardCharsets.UTF_8);
    assertThat(csv.lines().toList()).hasSize(2);
    assertThat(csv).contains("everyone,–,5 pictures a day,");
    assertThat(csv).contains("\"'=1+1, \"\"really\"\"\"").endsWith("\r\n");
    assertThat(said(csrf, "discord:9007199254740993", "/undo 1")).contains("taken back");
    assertThat(visitor.getJson("/moderate/overview?place=discord:9007199254740993").get("rules"))
        .isEmpty();
    assertThat(visitor.get("/moderate/overview?place=../x").statusCode()).isEqualTo(400);
  }

  @Test
  void reports_and_the_queue_are_seen_and_dealt_with() {
    String csrf = csrf();
    Visitor ann = instance.visitor();
    String id = ann.say("a red apple").get("job").get("id").asText();
    assertThat(instance.visitor().say("/report " + id).get("text").asText()).contains("Thank you");

    JsonNode seen = visitor.getJson("/moderate/overview");
    assertThat(seen.get("queue").get(0).get("id").asText()).isEqualTo(id);
    assertThat(seen.get("reports").get(0).get("prompt").asText()).isEqualTo("a red apple");
    assertThat(said(csrf, "house", "/delete " + id)).contains("are deleted");
    assertThat(visitor.getJson("/moderate/overview").get("reports")).isEmpty();
  }

  @Test
  void the_log_can_be_asked_for_whom_an_act_is_about() {
    String csrf = csrf();
    said(csrf, "web", "/ban discord:9007199254740993 for 2h");
    said(csrf, "web", "/quota set everyone 5");

    JsonNode all = visitor.getJson("/moderate/overview?place=web").get("audit");
    JsonNode some = visitor.getJson("/moderate/overview?place=web&about=740993").get("audit");
    assertThat(all).hasSize(2);
    assertThat(some).hasSize(1);
    assertThat(some.get(0).get("after").asText()).startsWith("no pictures, until");
    assertThat(visitor.get("/moderate/audit.csv?place=web&about=nobody").body())
        .asString(StandardCharsets.UTF_8)
        .hasLineCount(1);
  }

  @Test
  void pictures_of_a_reported_job_are_seen_by_the_operator_and_by_nobody_else() {
    Visitor ann = instance.visitor();
    String id = ann.say("a red apple").get("job").get("id").asText();
    instance.worker().finish(instance.worker().take());
    String path = "/moderate/reports/" + id + ".png";
    assertThat(visitor.get(path).statusCode()).isEqualTo(401);
    String csrf = csrf();
    assertThat(visitor.get(path).statusCode()).isEqualTo(404);
    instance.visitor().say("/report " + id);

    HttpResponse<byte[]> seen = visitor.get(path);
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(seen.body()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(ann.get(path).statusCode()).isEqualTo(401);
    assertThat(said(csrf, "house", "/reports")).contains(id);
    assertThat(said(csrf, "house", "/reports close " + id)).contains(id);
    assertThat(visitor.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void visitors_of_the_page_do_not_moderate() {
    JsonNode answer = instance.visitor().say("/ban everyone");
    assertThat(answer.get("text").asText()).contains("Only moderators");
  }

  @Test
  void a_session_ends_when_it_is_left() {
    String csrf = csrf();
    HttpResponse<byte[]> out =
        visitor.post(
            "/moderate/logout",
            "{}",
            "Content-Type",
            "application/json",
            OperatorSessions.CSRF_HEADER,
            csrf);
    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(visitor.get("/moderate/session").statusCode()).isEqualTo(401);
  }

  /** Makes the visitor the operator, and gives the session's second secret. */
  private String csrf() {
    return Visitor.json(login(visitor, key)).get("csrf").asText();
  }

  private static HttpResponse<byte[]> login(Visitor visitor, String key) {
    return visitor.post(
        "/moderate/login", "{\"key\":\"" + key + "\"}", "Content-Type", "application/json");
  }

  private String said(String csrf, String place, String text) {
    HttpResponse<byte[]> answer = command(visitor, csrf, place, text.replace("\"", "\\\""));
    assertThat(answer.statusCode()).isEqualTo(200);
    return Visitor.json(answer).get("text").asText();
  }

  private static HttpResponse<byte[]> command(
      Visitor visitor, String csrf, String place, String text) {
    return visitor.post(
        "/moderate/commands",
        "{\"place\":\"" + place + "\",\"text\":\"" + text + "\"}",
        "Content-Type",
        "application/json",
        OperatorSessions.CSRF_HEADER,
        csrf);
  }
}
