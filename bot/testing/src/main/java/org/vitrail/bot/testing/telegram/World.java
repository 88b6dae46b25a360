package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The people, the chats and the bot; its monitor guards them all, and everybody who waits for
 * something to happen waits on it.
 */
final class World {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Beyond what a double holds exactly, where a careless reader of JSON loses digits. */
  private static final long FIRST_USER_ID = (1L << 53) + 1;

  private static final long FIRST_GROUP_ID = -4_000_000_001L;
  private static final long FIRST_SUPERGROUP_ID = -1_002_000_000_001L;

  final long botId;
  final String botUserName;
  final Updates updates = new Updates();
  final FileStore files = new FileStore();
  final Map<String, Click> clicks = new HashMap<>();
  private final Map<Long, FakeChat> chats = new HashMap<>();
  private final AtomicLong nextUserId = new AtomicLong(FIRST_USER_ID);
  private final AtomicLong nextGroupId = new AtomicLong(FIRST_GROUP_ID);
  private final AtomicLong nextSupergroupId = new AtomicLong(FIRST_SUPERGROUP_ID);
  private final AtomicLong nextNumber = new AtomicLong(4_382_000_000_000_001L);
  volatile boolean privacyMode = true;

  World(long botId, String botUserName) {
    this.botId = botId;
    this.botUserName = botUserName;
  }

  FakeTelegramUser newUser(String firstName, String languageCode) {
    return newUser(nextUserId.getAndIncrement(), firstName, languageCode);
  }

  synchronized FakeTelegramUser newUser(long id, String firstName, String languageCode) {
    if (chats.containsKey(id)) {
      throw new IllegalArgumentException("There is a user " + id + " already.");
    }
    FakeTelegramUser user = new FakeTelegramUser(this, id, firstName, languageCode);
    chats.put(id, user.chat());
    return user;
  }

  synchronized FakeChat newGroup(FakeChat.Kind kind, String title) {
    long id =
        kind == FakeChat.Kind.GROUP
            ? nextGroupId.getAndDecrement()
            : nextSupergroupId.getAndDecrement();
    FakeChat chat = new FakeChat(this, id, kind, title, null);
    chats.put(id, chat);
    return chat;
  }

  synchronized Optional<FakeChat> chat(long id) {
    return Optional.ofNullable(chats.get(id));
  }

  /** A number for whatever needs one that is not used elsewhere. */
  String number() {
    return Long.toString(nextNumber.getAndIncrement());
  }

  /** Tells everybody who waits that something happened; the caller holds the monitor. */
  void changed() {
    notifyAll();
  }

  /** Waits for a value, and fails with the sentence if it does not come. */
  synchronized <T> T await(
      Duration patience, Supplier<Optional<T>> value, Supplier<String> complaint) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> found = value.get();
      if (found.isPresent()) {
        return found.get();
      }
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (millis <= 0) {
        throw new AssertionError(complaint.get() + " within " + patience);
      }
      try {
        wait(millis);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted: " + complaint.get(), stopped);
      }
    }
  }
}
