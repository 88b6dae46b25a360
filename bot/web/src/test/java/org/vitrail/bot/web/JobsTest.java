package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;

class JobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private WebInstance instance;
  private WorkerDriver worker;

  @BeforeEach
  void open() {
    instance = new WebInstance(REDIS.url());
    worker = instance.worker().ready();
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":5}",
        "{\"text\":1.5}",
        "{\"text\":true}",
        "{\"text\":[\"a cat\"]}",
        "{\"text\":{}}"
      })
  void what_is_no_text_is_not_drawn_as_one(String body) {
    Visitor visitor = instance.visitor();
    visitor.get("/api/models");

    HttpResponse<byte[]> answer =
        visitor.post("/api/commands", body, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(answer).get("error").asText())
        .startsWith("\"text\" has to be a text in quotes. Send JSON such as");
  }

  @Test
  void a_text_becomes_a_job_whose_events_tell_how_it_goes() throws Exception {
    Visitor visitor = instance.visitor();
    visitor.get("/api/models");
    try (EventReader events = visitor.events()) {
      assertThat(events.next("jobs", it -> true)).isEmpty();

      JsonNode reply = visitor.say("/imagine a red apple --seed 9007199254740993 --count 4");
      String id = reply.get("job").get("id").asText();
      ClaimedJob job = worker.take();
      worker.draw(job, 32, 1);
      JsonNode drawing = events.next("job", it -> it.get("previewNumber").asInt() == 1);
      worker.stage(job, Stage.RANKING);
      worker.finish(job);
      JsonNode done = events.next("job", it -> it.get("state").asText().equals("done"));

      assertThat(reply.get("kind").asText()).isEqualTo("accepted");
      assertThat(reply.get("job").get("seed").asText()).isEqualTo("9007199254740993");
      assertThat(drawing.get("state").asText()).isEqualTo("running");
      assertThat(drawing.get("stageText").asText()).isNotBlank();
      assertThat(drawing.get("done").asInt()).isEqualTo(32);
      assertThat(drawing.has("who")).isFalse();
      assertThat(done.get("id").asText()).isEqualTo(id);
      assertThat(done.get("pictures")).hasSize(4);
      assertThat(done.get("columns").asInt()).isEqualTo(2);
      assertThat(done.get("tookSeconds").asDouble()).isEqualTo(2.31);
      assertThat(visitor.getJson("/api/jobs/" + id).get("state").asText()).isEqualTo("done");
    }
  }

  @Test
  void events_go_to_the_person_alone_but_to_all_their_tabs() throws Exception {
    Visitor one = instance.visitor();
    Visitor other = instance.visitor();
    one.get("/api/models");
    other.get("/api/models");
    try (EventReader firstTab = one.events();
        EventReader secondTab = one.events();
        EventReader stranger = other.events()) {
      firstTab.next("jobs", it -> true);
      secondTab.next("jobs", it -> true);
      stranger.next("jobs", it -> true);

      one.say("a red apple");
      other.say("a pink car");

      firstTab.next("job", it -> it.get("prompt").asText().equals("a red apple"));
      secondTab.next("job", it -> it.get("prompt").asText().equals("a red apple"));
      stranger.next("job", it -> it.get("prompt").asText().equals("a pink car"));
      assertThat(stranger.all())
          .noneMatch(it -> it.kind().equals("job") && it.data().toString().contains("apple"));
    }
  }

  @Test
  void a_stream_that_opens_later_begins_with_all_that_happened() throws Exception {
    Visitor visitor = instance.visitor();
    visitor.say("красное яблоко 🍎");
    visitor.say("three carrots");
    worker.finish(worker.take());
    await().until(() -> visitor.getJson("/api/jobs").get(1).get("state").asText().equals("done"));

    try (EventReader events = visitor.events()) {
      JsonNode all = events.next("jobs", it -> true);

      assertThat(all).hasSize(2);
      assertThat(all.get(0).get("prompt").asText()).isEqualTo("three carrots");
      assertThat(all.get(1).get("prompt").asText()).isEqualTo("красное яблоко 🍎");
      assertThat(all.get(1).get("pictures")).hasSize(9);
    }
  }

  @Test
  void a_stream_says_which_jobs_are_kept_and_which_are_gone() throws Exception {
    Visitor visitor = instance.visitor();
    String first = visitor.say("a red apple").get("job").get("id").asText();
    try (EventReader events = visitor.events()) {
      events.next("kept", it -> it.size() == 1 && it.get(0).asText().equals(first));
      String second = visitor.say("a pink car").get("job").get("id").asText();
      events.next("job", it -> it.get("id").asText().equals(second));

      visitor.say("/delete " + second);
      events.next("gone", it -> it.size() == 1 && it.get(0).asText().equals(second));
      visitor.say("/forget everything");
      events.next("gone", it -> it.size() == 1 && it.get(0).asText().equals(first));
    }
    assertThat(visitor.getJson("/api/jobs")).isEmpty();
    assertThat(REDIS.client().keys("vitrail:{queue}:outbox:*"))
        .as("no adapter takes messages of the page, which keeps none")
        .isEmpty();
  }

  @Test
  void a_stream_belongs_to_somebody_who_is_known() {
    HttpResponse<byte[]> answer =
        instance.visitor().get("/api/events", "Accept", "text/event-stream");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void closing_the_server_ends_open_streams_in_order() throws Exception {
    Visitor visitor = instance.visitor();
    visitor.get("/api/models");
    try (EventReader events = visitor.events()) {
      events.next("jobs", it -> true);

      instance.server().close();

      await().until(events::hasEnded);
      assertThat(events.hasEndedInOrder()).isTrue();
    }
  }

  @Test
  void buttons_upscale_vary_and_repeat() {
    Visitor visitor = instance.visitor();
    String id = drawn(visitor, "a red apple --seed 7");

    JsonNode upscale = visitor.act("upscale", id, 3).get("job");
    JsonNode vary = visitor.act("vary", id, 2).get("job");
    JsonNode again = visitor.act("again", id, 0).get("job");

    assertThat(upscale.get("kind").asText()).isEqualTo("upscale");
    assertThat(upscale.get("source").get("jobId").asText()).isEqualTo(id);
    assertThat(upscale.get("source").get("picture").asInt()).isEqualTo(3);
    assertThat(upscale.get("source").get("factor").isNull()).isTrue();
    assertThat(visitor.enlarge(id, 3, 8).get("job").get("source").get("factor").asInt())
        .isEqualTo(8);
    assertThat(visitor.enlarge(id, 3, 99).get("text").asText()).contains("99 is no factor");
    assertThat(vary.get("prompt").asText()).isEqualTo("a red apple");
    assertThat(vary.get("seed").asText()).isNotEqualTo("7");
    assertThat(again.get("prompt").asText()).isEqualTo("a red apple");
    assertThat(again.get("seed").asText()).isNotEqualTo("7");
  }

  @Test
  void a_picture_goes_through_a_codec_and_is_shown_beside_what_is_left_of_it() {
    Visitor visitor = instance.visitor();

    JsonNode job = visitor.say("/reconstruct dall-e", TestPictures.one("apple", 1, 64)).get("job");
    String id = job.get("id").asText();
    ClaimedJob taken = worker.take();
    assertThat(taken.job().task()).isEqualTo(new ImageTask.Reconstruct("dall-e"));
    worker.finish(taken);
    await().until(() -> state(visitor, id).equals("done"));

    assertThat(job.get("kind").asText()).isEqualTo("reconstruction");
    assertThat(job.get("prompt").asText()).isEqualTo("A picture through dall-e");
    assertThat(visitor.get("/images/" + id + "/1.png").statusCode()).isEqualTo(200);
    assertThat(visitor.say("/reconstruct").get("text").asText())
        .startsWith("Send the picture along, please");
  }

  @Test
  void a_sticker_is_downloaded_as_webp_by_whoever_asked_for_it() {
    Visitor visitor = instance.visitor();
    String id = drawn(visitor, "a red apple");

    JsonNode job = visitor.act("sticker", id, 2).get("job");
    String sticker = job.get("id").asText();
    worker.finish(worker.take());
    await().until(() -> state(visitor, sticker).equals("done"));

    assertThat(job.get("kind").asText()).isEqualTo("sticker");
    assertThat(job.get("source").get("picture").asInt()).isEqualTo(2);
    String path = "/images/" + sticker + "/sticker.webp";
    HttpResponse<byte[]> webp = visitor.get(path);
    assertThat(webp.headers().firstValue("Content-Type")).contains("image/webp");
    assertThat(webp.body()).isEqualTo(TestPictures.sticker());
    assertThat(instance.visitor().get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void a_waiting_job_is_cancelled_at_once() {
    Visitor visitor = instance.visitor();
    String id = visitor.say("a red apple").get("job").get("id").asText();

    JsonNode reply = visitor.act("cancel", id, 0);

    assertThat(reply.get("kind").asText()).isEqualTo("said");
    assertThat(state(visitor, id)).isEqualTo("cancelled");
  }

  @Test
  void a_strangers_job_does_not_exist() {
    Visitor owner = instance.visitor();
    Visitor stranger = instance.visitor();
    stranger.get("/api/models");
    String id = drawn(owner, "a red apple");

    for (String path : List.of("/api/jobs/" + id, "/images/" + id + "/1.png")) {
      assertThat(owner.get(path).statusCode()).as(path).isEqualTo(200);
      assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(404);
      assertThat(instance.visitor().get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(stranger.act("cancel", id, 0).get("kind").asText()).isEqualTo("refused");
    assertThat(stranger.getJson("/api/jobs")).isEmpty();
  }

  @Test
  void finished_pictures_may_be_kept_by_browsers_and_previews_may_not() {
    Visitor visitor = instance.visitor();
    String id = visitor.say("a red apple").get("job").get("id").asText();
    ClaimedJob job = worker.take();
    worker.draw(job, 20, 1);
    HttpResponse<byte[]> preview = visitor.get("/images/" + id + "/preview.png?n=1");
    worker.finish(job);
    HttpResponse<byte[]> grid = visitor.get("/images/" + id + "/grid.png");

    assertThat(preview.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(grid.headers().firstValue("Cache-Control").orElseThrow())
        .contains("private", "immutable");
    assertThat(grid.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(grid.body()).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void what_is_kept_back_does_not_leave_and_what_is_covered_may_not_be_kept() {
    Visitor visitor = instance.visitor();
    String id = visitor.say("a red apple --count 4").get("job").get("id").asText();
    worker.finish(worker.take(), Map.of(2, Map.of("gore", 0.9f)));

    HttpResponse<byte[]> grid = visitor.get("/images/" + id + "/grid.png");

    assertThat(grid.statusCode()).isEqualTo(200);
    assertThat(grid.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(grid.body()).isNotEqualTo(TestPictures.grid("a red apple", 4, 64));
    assertThat(visitor.get("/images/" + id + "/1.png").statusCode()).isEqualTo(200);
    assertThat(visitor.get("/images/" + id + "/2.png").statusCode()).isEqualTo(404);
    assertThat(visitor.act("upscale", id, 2).get("text").asText())
        .endsWith("is kept back here, so nothing can be made of it. Suspected: gore.");
    JsonNode job = visitor.getJson("/api/jobs/" + id);
    assertThat(job.get("isSpoiler").asBoolean()).isFalse();
    assertThat(job.get("notes").get(0).asText()).contains("gore");
    assertThat(job.get("pictures").get(1).get("isRefused").asBoolean()).isTrue();
  }

  @Test
  void where_it_is_strict_there_are_no_previews() {
    instance.close();
    instance = new WebInstance(REDIS.url(), SafetyLevel.STRICT);
    worker = instance.worker().ready();
    Visitor visitor = instance.visitor();
    String id = visitor.say("a red apple").get("job").get("id").asText();
    worker.draw(worker.take(), 20, 1);

    assertThat(visitor.get("/images/" + id + "/preview.png").statusCode()).isEqualTo(404);
    assertThat(visitor.getJson("/api/jobs/" + id).get("previewNumber").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.png", "0.png", "grid.jpg", "1.png.bak", "..%2f1.png", "grid"})
  void pictures_have_no_other_names(String name) {
    Visitor visitor = instance.visitor();
    String id = visitor.say("a red apple").get("job").get("id").asText();

    assertThat(visitor.get("/images/" + id + "/" + name).statusCode()).isBetween(400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "\u0000\u0007",
        "/imagine",
        "/nonsense",
        "a forbiddenword",
        "a red apple --count -3",
        "a red apple --count 99999999999",
        "a red apple --seed banana",
      })
  void a_bad_request_is_refused_in_a_sentence(String text) {
    JsonNode reply = instance.visitor().say(text);

    assertThat(reply.get("kind").asText()).isEqualTo("refused");
    assertThat(reply.get("text").asText()).hasSizeGreaterThan(15).doesNotContain("Exception");
  }

  @Test
  void a_very_long_text_is_refused_and_unusual_ones_are_drawn() {
    Visitor visitor = instance.visitor();

    assertThat(visitor.say("apple ".repeat(900)).get("text").asText()).contains("1,000");
    for (String text : List.of("🍎🍎", "تفاحة حمراء", "@everyone <b>apple</b> & \"car\"")) {
      assertThat(visitor.say(text).get("job").get("prompt").asText()).isEqualTo(text);
    }
  }

  @Test
  void commands_and_options_are_completed() {
    Visitor visitor = instance.visitor();

    JsonNode commands = visitor.getJson("/api/completions?text=%2Fim&cursor=3");
    JsonNode options = visitor.getJson("/api/completions?text=an+apple+--se");

    assertThat(commands.get(0).get("insert").asText()).isEqualTo("/imagine ");
    assertThat(options.get(0).get("insert").asText()).isEqualTo("--seed ");
    assertThat(options.get(0).get("from").asInt()).isEqualTo(9);
    assertThat(visitor.getJson("/api/completions?text=%2Fim&cursor=x").isArray()).isTrue();
    assertThat(visitor.getJson("/api/completions").isArray()).isTrue();
  }

  @Test
  void while_redis_is_away_the_answer_says_so_and_afterwards_all_works_again() throws Exception {
    Visitor visitor = instance.visitor();
    visitor.say("a red apple");
    REDIS.kill();
    try {
      HttpResponse<byte[]> jobs = visitor.get("/api/jobs");
      HttpResponse<byte[]> picture = visitor.get("/images/ABCDEFGHJK/1.png");

      assertThat(jobs.statusCode()).isEqualTo(503);
      assertThat(Visitor.json(jobs).get("error").asText()).hasSizeGreaterThan(15);
      assertThat(picture.statusCode()).isEqualTo(503);
      assertThat(visitor.say("a pink car").get("kind").asText()).isEqualTo("refused");
      assertThat(visitor.get("/").statusCode()).isEqualTo(200);
      try (EventReader events = visitor.events()) {
        await().until(events::hasEnded);
      }
    } finally {
      REDIS.start();
    }
    await().until(() -> visitor.say("a pink car").get("kind").asText().equals("accepted"));
    try (EventReader events = visitor.events()) {
      assertThat(events.next("jobs", it -> true)).isNotEmpty();
    }
  }

  /** The job of a request whose pictures are there. */
  private String drawn(Visitor visitor, String text) {
    String id = visitor.say(text).get("job").get("id").asText();
    worker.finish(worker.take());
    await().until(() -> state(visitor, id).equals("done"));
    return id;
  }

  private static String state(Visitor visitor, String id) {
    return visitor.getJson("/api/jobs/" + id).get("state").asText();
  }
}
