package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The flood limits that Telegram names in its documentation, each a sliding window over the
 * messages sent and edited; knows nothing of the messages themselves.
 */
final class Limits {
  private static final Set<String> COUNTED =
      Set.of(
          "sendmessage",
          "sendphoto",
          "senddocument",
          "sendmediagroup",
          "copymessage",
          "editmessagetext",
          "editmessagecaption",
          "editmessagemedia",
          "editmessagereplymarkup");

  private record Window(int most, Duration length) {}

  private static final Window OVERALL = new Window(30, Duration.ofSeconds(1));
  private static final Window GROUP = new Window(20, Duration.ofMinutes(1));

  /** One a second with a small burst. */
  private static final Window CHAT = new Window(5, Duration.ofSeconds(5));

  private final LongSupplier nanos;
  private final Deque<Long> overall = new ArrayDeque<>();
  private final Map<Long, Deque<Long>> chats = new HashMap<>();
  private final Map<Long, Deque<Long>> groups = new HashMap<>();

  Limits(LongSupplier nanos) {
    this.nanos = nanos;
  }

  static boolean counts(String method) {
    return COUNTED.contains(TelegramRecorder.key(method));
  }

  /** Takes places for so many messages, or says after how many seconds to try again. */
  synchronized OptionalInt take(long chatId, int messages) {
    long now = nanos.getAsLong();
    Deque<Long> chat = chats.computeIfAbsent(chatId, it -> new ArrayDeque<>());
    Deque<Long> group = groups.computeIfAbsent(chatId, it -> new ArrayDeque<>());
    long wait = Math.max(wait(overall, OVERALL, now, messages), wait(chat, CHAT, now, messages));
    if (chatId < 0) {
      wait = Math.max(wait, wait(group, GROUP, now, messages));
    }
    if (wait > 0) {
      return OptionalInt.of((int) Math.max(1, Math.ceil(wait / 1e9)));
    }
    for (int i = 0; i < messages; i++) {
      overall.add(now);
      chat.add(now);
      group.add(now);
    }
    return OptionalInt.empty();
  }

  private static long wait(Deque<Long> times, Window window, long now, int messages) {
    long length = window.length().toNanos();
    while (!times.isEmpty() && now - times.peekFirst() >= length) {
      times.removeFirst();
    }
    // An album larger than the window passes when the window is empty.
    int surplus = Math.min(times.size(), times.size() + messages - window.most());
    if (surplus <= 0) {
      return 0;
    }
    long freeing = times.stream().skip(surplus - 1L).findFirst().orElseThrow();
    return freeing + length - now;
  }
}
