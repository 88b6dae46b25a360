package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Kept;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.RedisServerProcess;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.UnifiedJedis;

/** What people ask for while a real Redis is away, and what becomes of it. */
@Tag("slow")
class KeptRequestsTest {
  private static final Person ANNA = SampleRequests.ANNA;
  private static final Person CARLA = new Person("discord", "3", "Carla", "en");
  private static final Map<String, String> ADDRESS = Map.of("channel", "8");

  private static final int MOST = 12;

  @TempDir static Path folder;

  private final RedisServerProcess server =
      new RedisServerProcess("--appendonly", "yes", "--appendfsync", "always").start();
  private final UnifiedJedis redis = RedisConnection.open(server.url());
  private final JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
  private final ImageStore images = new ImageStore(redis, Duration.ofDays(1));
  private Spool spool;
  private BotService botService;

  @BeforeEach
  void open() {
    open(SampleRequests.generous());
  }

  private void open(InstanceRules rules) {
    try {
      spool = Spool.open(folder, MOST, 1 << 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    botService =
        new BotService(
            redis,
            queue,
            images,
            rules,
            SampleCommands.MESSAGES,
            new HurriedTime(),
            Optional.of(spool));
    // From now on ids of chats' jobs can be told.
    botService.chats().sharedSecret("test");
  }

  @AfterEach
  void close() throws IOException {
    botService.close();
    for (String name : spool.names()) {
      spool.remove(name);
    }
    spool.close();
    redis.close();
    server.close();
  }

  @Test
  void what_is_asked_for_while_redis_is_away_is_drawn_once_and_in_order_when_it_is_back() {
    server.kill();
    assertKept(type(botService, ANNA, "a first cat"));
    assertKept(type(botService, ANNA, "a second cat", Optional.of(chat("r1"))));
    assertKept(type(botService, ANNA, "a second cat", Optional.of(chat("r1"))));
    Optional<PictureFile> picture = Optional.of(() -> TestPictures.one("a", 1, 64));
    assertKept(type(botService, ANNA, "a third cat", picture, Optional.empty()));
    assertThat(spool.names()).hasSize(3);

    server.start();
    await().until(() -> spool.isEmpty());

    List<JobCard> recent = botService.jobs().recent(ANNA, 10);
    assertThat(recent)
        .extracting(card -> card.request().prompt())
        .containsExactly("a third cat", "a second cat", "a first cat");
    assertThat(queue.depth("bundled")).isEqualTo(3);
    assertThat(images.get(recent.get(0).id(), ImageStore.INIT_IMAGE)).isPresent();
    assertThat(type(botService, ANNA, "a second cat", Optional.of(chat("r1"))))
        .isInstanceOfSatisfying(
            Accepted.class, again -> assertThat(again.job()).isEqualTo(recent.get(1)));
  }

  @Test
  void a_process_that_is_killed_leaves_its_journal_to_the_next_one() throws IOException {
    server.kill();
    assertKept(type(botService, ANNA, "a patient cat"));
    botService.close();
    spool.close(); // as the end of a process does: its files stay and its lock is gone
    server.start();

    open(SampleRequests.generous());
    await().until(() -> spool.isEmpty());

    assertThat(botService.jobs().recent(ANNA, 10))
        .extracting(card -> card.request().prompt())
        .containsExactly("a patient cat");
  }

  @Test
  void a_request_that_reached_the_queue_before_is_not_drawn_twice() throws IOException {
    server.kill();
    assertKept(type(botService, ANNA, "a cat that is handed on twice"));
    byte[] kept = spool.read(spool.names().get(0)).orElseThrow();
    String jobId = spool.names().get(0);
    server.start();
    await().until(() -> spool.isEmpty());
    botService.close();
    spool.add(jobId, kept); // its process was killed before it could let go of it
    spool.close();

    open(SampleRequests.generous());
    await().until(() -> spool.isEmpty());

    assertThat(queue.depth("bundled")).isEqualTo(1);
    assertThat(botService.jobs().recent(ANNA, 10)).hasSize(1);
  }

  @Test
  void what_the_rules_refuse_when_it_is_handed_on_is_told_to_its_person() {
    server.kill();
    assertKept(type(botService, ANNA, "a cat for the page"));
    assertKept(type(botService, ANNA, "gore for the page"));
    assertKept(type(botService, CARLA, "a cat for the chat", Optional.of(chat("r1"))));
    assertKept(type(botService, CARLA, "gore for the chat", Optional.of(chat("r2"))));
    String refused = spool.names().get(3);

    server.start();
    await().until(() -> spool.isEmpty());

    assertThat(queue.depth("bundled")).isEqualTo(2);
    assertThat(botService.jobs().takeNotices(ANNA))
        .singleElement()
        .asString()
        .contains("About “gore for the page”", "“gore” is not drawn here");
    assertThat(botService.jobs().takeNotices(ANNA)).isEmpty();
    assertThat(redis.hget("vitrail:{queue}:outbox:parcel:" + refused, "words")).isNotBlank();
    assertThat(redis.hget("vitrail:{queue}:outbox:parcel:" + refused, "to.channel")).isEqualTo("8");
  }

  @Test
  void nobody_takes_the_room_of_all_and_who_is_refused_hears_what_is_the_case() throws Exception {
    server.kill();
    for (int i = 0; i < RequestJournal.PER_PERSON; i++) {
      assertKept(type(botService, ANNA, "cat " + i));
    }
    assertAway(type(botService, ANNA, "one more cat"), "10 requests of yours are kept");
    assertAway(type(botService, ANNA, "/history"), "not reachable right now");

    for (int i = RequestJournal.PER_PERSON; i < MOST; i++) {
      assertKept(type(botService, new Person("web", "p" + i, "", "en"), "a cat"));
    }
    assertAway(type(botService, CARLA, "a cat"), "no more requests can be kept");
  }

  @Test
  void a_request_that_the_disk_does_not_take_is_not_said_to_be_kept() throws IOException {
    server.kill();
    Path its = folder(spool);
    Files.move(its, its.resolveSibling("elsewhere")); // for root may write whatever it likes
    assertAway(type(botService, ANNA, "a cat"), "the disk does not take your request");
    assertThat(spool.names()).isEmpty();

    Files.move(its.resolveSibling("elsewhere"), its);
    assertKept(type(botService, ANNA, "a cat"));
  }

  @Test
  void the_requests_of_a_person_who_is_forgotten_are_erased_here_and_elsewhere()
      throws IOException {
    server.kill();
    assertKept(type(botService, ANNA, "a secret cat"));
    byte[] kept = spool.read(spool.names().get(0)).orElseThrow();
    String jobId = spool.names().get(0);
    assertKept(type(botService, SampleRequests.BEN, "another cat"));

    assertAway(type(botService, ANNA, "/forget everything"), "not reachable right now");
    assertThat(spool.names()).hasSize(1).doesNotContain(jobId);
    server.start();
    await().until(() -> spool.isEmpty());
    type(botService, ANNA, "/forget everything");
    botService.close();
    spool.add(jobId, kept); // as in the journal of another process
    spool.close();
    open(SampleRequests.generous());
    await().until(() -> spool.isEmpty());

    assertThat(botService.jobs().recent(ANNA, 10)).isEmpty();
    assertThat(queue.depth("bundled")).isEqualTo(1);
    assertThat(Files.exists(folder)).isTrue();
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(file -> file.toString().contains(jobId))).isEmpty();
    }
  }

  /** The only folder there is in which a process keeps its files. */
  private static Path folder(Spool open) throws IOException {
    assertThat(open.isEmpty()).isTrue();
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private static Origin chat(String request) {
    return new Origin(request, "discord:7", "8", Standing.MEMBER, ADDRESS);
  }

  private static void assertKept(Reply reply) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Kept.class, kept -> assertThat(kept.text()).contains("kept and joins the queue"));
  }

  private static void assertAway(Reply reply, String words) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.verdict()).isInstanceOf(Unreachable.class);
              assertThat(refused.text()).contains(words);
            });
  }
}
