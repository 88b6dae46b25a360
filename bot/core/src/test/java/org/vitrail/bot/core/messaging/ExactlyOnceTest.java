package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.Mortal;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * Tells one story again and again, from the request to the pictures in the chat: each time the
 * process dies one call later, and another takes over. The story itself says which calls there are.
 */
@Tag("slow")
class ExactlyOnceTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** What an adapter that died held is free, and what it left half done was given up. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(31);

  private static final int PICTURES = 9;

  /** For so long the second process shows a job that waits. */
  private static final int LOOKS = 8;

  private enum Platform {
    /** As Discord: its messages can be looked through, and it sends a request once. */
    FINDS_MESSAGES,
    /** As Telegram: nobody tells what was posted, and a request that was not taken comes again. */
    SENDS_REQUESTS_AGAIN
  }

  @ParameterizedTest
  @EnumSource
  void whichever_call_is_the_last_one_heard_of_there_is_one_grid_or_no_job(Platform platform) {
    boolean isDead = true;
    int lastCall = 0;
    while (isDead) {
      lastCall++;
      REDIS.client().flushAll();
      Story story = new Story(platform, lastCall);
      isDead = story.tell();
      story.assertOutcome(lastCall);
    }
    // Taking the share, the job, posting, editing and what is noted of each.
    assertThat(lastCall).isGreaterThan(8);
  }

  private static final class Story {
    private final Platform platform;
    private final Mortal first;
    private final Chat chat;
    private final HandMovedTime time = new HandMovedTime();
    private final JobQueue queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    private final ImageStore images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    private boolean isAccepted;

    Story(Platform platform, int lastCall) {
      this.platform = platform;
      this.chat = new Chat(platform == Platform.FINDS_MESSAGES);
      this.first = new Mortal(REDIS.port(), lastCall);
    }

    /** Whether the first process died. */
    boolean tell() {
      boolean isDead;
      try (first) {
        liveFirst();
        isDead = first.isDead();
      }
      if (isDead) {
        time.advance(TAKEN_OVER);
        try (Bot second = new Bot(REDIS.client(), chat, time)) {
          if (!isAccepted && platform == Platform.SENDS_REQUESTS_AGAIN) {
            isAccepted = second.asks();
          }
          AtomicInteger looks = new AtomicInteger();
          moveUntil(() -> looks.incrementAndGet() > LOOKS);
          draw();
          moveUntil(this::isSettled);
        }
      }
      return isDead;
    }

    private void liveFirst() {
      try (Bot bot = new Bot(first.redis(), new MortalChat(first, chat), time)) {
        isAccepted = bot.asks();
        moveUntil(() -> first.isDead() || messageIsNoted());
        if (!first.isDead()) {
          draw();
          moveUntil(() -> first.isDead() || isSettled());
        }
      } catch (Mortal.Killed killed) {
        // It did not even come to its end in order.
        assertThat(first.isDead()).isTrue();
      }
    }

    private void draw() {
      for (ClaimedJob job : queue.claim("w", List.of("bundled"), 9, Duration.ZERO)) {
        images.put(job.job().id(), "grid.png", new byte[] {1, 2, 3});
        queue.complete(job, SampleRequests.done(PICTURES));
      }
    }

    private void moveUntil(Callable<Boolean> isSo) {
      await()
          .pollInterval(Duration.ofMillis(10))
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                boolean now = isSo.call();
                if (!now) {
                  time.advance(Duration.ofMillis(200));
                }
                return now;
              });
    }

    private boolean messageIsNoted() {
      return REDIS.client().keys("vitrail:{queue}:outbox:parcel:*").stream()
          .anyMatch(key -> REDIS.client().hexists(key, "message"));
    }

    private boolean isSettled() {
      return REDIS.client().zcard("vitrail:{queue}:outbox:web:held") == 0
          && REDIS.client().hlen("vitrail:{admission}:jobs") == 0;
    }

    void assertOutcome(int lastCall) {
      List<String> calls = first.calls();
      String when = "killed after call " + lastCall + " of " + calls;
      List<String> jobs = jobs();
      assertThat(jobs).as(when).hasSizeLessThanOrEqualTo(1);
      assertThat(!isAccepted || jobs.size() == 1).as(when).isTrue();
      assertThat(jobs)
          .as(when)
          .allMatch(id -> queue.status(id).orElseThrow().state() == JobStatus.State.DONE);
      assertThat(chat.grids()).as(when).isEqualTo(jobs.size());
      assertThat(chat.messages() - chat.grids())
          .as(when)
          .isBetween(0L, platform == Platform.FINDS_MESSAGES ? 0L : 1L);
      assertThat(chat.mostPlaceholders()).as(when).isLessThanOrEqualTo(1);
      assertThat(picturesCharged()).as(when).isEqualTo((long) PICTURES * jobs.size());
    }

    private static List<String> jobs() {
      String prefix = "vitrail:{queue}:job:";
      return REDIS.client().keys(prefix + "*").stream()
          .map(key -> key.substring(prefix.length()))
          .toList();
    }

    private static long picturesCharged() {
      return REDIS.client().keys("vitrail:{admission}:used:*").stream()
          .flatMap(key -> REDIS.client().hvals(key).stream())
          .mapToLong(Long::parseLong)
          .max()
          .orElse(0);
    }
  }

  /** An adapter with the bot service behind it. */
  private static final class Bot implements AutoCloseable {
    private final BotService botService;
    private final MessageUpdater updater;

    Bot(UnifiedJedis redis, Messenger chat, HandMovedTime time) {
      botService =
          new BotService(
              redis,
              new JobQueue(redis, QueueSettings.DEFAULT),
              new ImageStore(redis, Duration.ofDays(1)),
              SampleRequests.generous(),
              SampleCommands.MESSAGES,
              time);
      updater =
          botService.chats().messageUpdater(chat, new Pacer(Pacer.Budget.ANY, time::nanoTime));
    }

    /** Whether the request was accepted, so that nobody sends it again. */
    boolean asks() {
      Origin origin = new Origin("r1", "place", "", Standing.MEMBER, Map.of("chat", "c1"));
      Reply reply = type(botService, SampleRequests.ANNA, "a red apple", Optional.of(origin));
      if (!(reply instanceof Reply.Accepted accepted)) {
        // The words of one who is dead, which nobody hears.
        return false;
      }
      updater.take(accepted.job().id(), accepted.message());
      return true;
    }

    @Override
    public void close() {
      try (botService) {
        updater.close();
      }
    }
  }

  /** What a person sees of a chat. */
  private static final class Chat implements Messenger {
    private final boolean canFind;
    private final Map<String, JobMessage> newest = new LinkedHashMap<>();
    private long mostPlaceholders;

    Chat(boolean canFind) {
      this.canFind = canFind;
    }

    @Override
    public String platform() {
      return "web";
    }

    @Override
    public Set<ButtonAction> extraButtons() {
      return Set.of(ButtonAction.COPY);
    }

    @Override
    public boolean reaches(Map<String, String> address) {
      return true;
    }

    @Override
    public Pacer.Chat chat(Map<String, String> address) {
      return new Pacer.Chat(address.get("chat"), Pacer.Budget.ANY);
    }

    @Override
    public synchronized Trace find(OutboxEntry entry) {
      if (!canFind) {
        return Trace.UNKNOWN;
      }
      return newest.entrySet().stream()
          .filter(message -> message.getValue().jobId().equals(entry.jobId()))
          .map(
              message ->
                  new PostedMessage(message.getKey(), message.getValue().picture().isPresent()))
          .map(Trace::of)
          .findFirst()
          .orElse(Trace.NONE);
    }

    @Override
    public synchronized SendResult post(OutboxEntry entry, JobMessage jobMessage) {
      String id = "m" + newest.size();
      newest.put(id, jobMessage);
      long placeholders = newest.values().stream().filter(message -> !message.isLast()).count();
      mostPlaceholders = Math.max(mostPlaceholders, placeholders);
      return new SendResult.Shown(new PostedMessage(id, false));
    }

    @Override
    public synchronized SendResult edit(
        OutboxEntry entry, PostedMessage message, JobMessage jobMessage) {
      newest.put(message.id(), jobMessage);
      return new SendResult.Shown(
          new PostedMessage(message.id(), jobMessage.picture().isPresent()));
    }

    @Override
    public synchronized SendResult remove(OutboxEntry entry, PostedMessage message) {
      newest.remove(message.id());
      return new SendResult.Shown(message);
    }

    /** How many messages said at one moment that something follows. */
    synchronized long mostPlaceholders() {
      return mostPlaceholders;
    }

    synchronized long messages() {
      return newest.size();
    }

    synchronized long grids() {
      return newest.values().stream()
          .filter(message -> message.isLast() && message.picture().isPresent())
          .count();
    }
  }

  /** The way to it of a process that dies. */
  private record MortalChat(Mortal life, Chat chat) implements Messenger {
    @Override
    public String platform() {
      return chat.platform();
    }

    @Override
    public Set<ButtonAction> extraButtons() {
      return chat.extraButtons();
    }

    @Override
    public boolean reaches(Map<String, String> address) {
      return true;
    }

    @Override
    public Pacer.Chat chat(Map<String, String> address) {
      return chat.chat(address);
    }

    @Override
    public Trace find(OutboxEntry entry) {
      life.requireLife();
      return chat.find(entry);
    }

    @Override
    public SendResult post(OutboxEntry entry, JobMessage jobMessage) {
      return life.act("post", () -> chat.post(entry, jobMessage));
    }

    @Override
    public SendResult remove(OutboxEntry entry, PostedMessage message) {
      return life.act("remove", () -> chat.remove(entry, message));
    }

    @Override
    public SendResult edit(OutboxEntry entry, PostedMessage message, JobMessage jobMessage) {
      return life.act("edit", () -> chat.edit(entry, message, jobMessage));
    }
  }
}
