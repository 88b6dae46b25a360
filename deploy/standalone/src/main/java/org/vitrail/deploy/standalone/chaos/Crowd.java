package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.discord.FakeGuild;
import org.vitrail.bot.testing.telegram.FakeTelegram;

/**
 * Many people on both platforms, who ask for their share of pictures in turn, and ask again when
 * they hear nothing.
 */
final class Crowd {
  private static final int JOBS_EACH = 5;
  private static final int FEWEST_PEOPLE = 4;

  /** The bots and workers have begun by then, on a machine that is not too busy. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  /**
   * Then somebody who heard nothing asks again; each time after twice as long, or a machine that is
   * too slow for what is asked would be asked for ever more.
   */
  private static final Duration ASKS_AGAIN = Duration.ofSeconds(30);

  private static final int FIRST_MARKER = 1_000_000;

  private final ChaosPlan plan;
  private final List<Place> places = new ArrayList<>();
  private final Map<String, Request> requests = new LinkedHashMap<>();

  /** Requests that may still be answered, with their place. */
  private final Map<String, Place> waiting = new LinkedHashMap<>();

  /** After how long without a word each of them is asked for anew. */
  private final Map<String, Duration> patience = new HashMap<>();

  /** Requests of which nothing was heard for long. They may arrive all the same. */
  private final Set<String> askedAnew = new HashSet<>();

  private int asked;
  private int acknowledged;
  private int posted;

  Crowd(ChaosPlan plan, FakeDiscord discord, FakeTelegram telegram) {
    this.plan = plan;
    FakeGuild guild = discord.guild("chaos");
    for (int i = 0; i < Math.max(FEWEST_PEOPLE, plan.jobs() / JOBS_EACH); i++) {
      String name = "person-" + i;
      places.add(
          i % 2 == 0
              ? Place.of(discord.user(name), guild.textChannel(name))
              : Place.of(telegram.user(name)));
    }
  }

  /** Asks for what is due, and looks at what has come. */
  void act(Duration now) {
    while (asked < plan.jobs() && dueAt(asked).compareTo(now) <= 0) {
      ask(places.get(asked % places.size()), now, ASKS_AGAIN);
      asked++;
    }
    for (Map.Entry<String, Place> open : List.copyOf(waiting.entrySet())) {
      look(open.getKey(), open.getValue(), now);
    }
  }

  private Duration dueAt(int job) {
    return FIRST.plus(plan.busy().minus(FIRST).multipliedBy(job).dividedBy(plan.jobs()));
  }

  private void ask(Place place, Duration now, Duration untilAnew) {
    String marker = Integer.toString(FIRST_MARKER + requests.size());
    requests.put(marker, Request.of(marker, place.person(), now));
    patience.put(marker, untilAnew);
    waiting.put(marker, place);
    place.ask("a red apple " + marker);
  }

  private void look(String marker, Place place, Duration now) {
    Request before = requests.get(marker);
    Request after = before.seen(place, now);
    requests.put(marker, after);
    if (before.acknowledged().isEmpty() && after.acknowledged().isPresent()) {
      acknowledged++;
    }
    if (after.posted().isPresent()) {
      posted++;
      waiting.remove(marker);
    } else if (after.acknowledged().isEmpty()
        && now.minus(after.asked()).compareTo(patience.get(marker)) > 0
        && askedAnew.add(marker)) {
      ask(place, now, patience.get(marker).multipliedBy(2));
    }
  }

  /**
   * Looks at all of it once more, when all bots have ended. What they acknowledged at their very
   * end is kept, and drawn when they begin again.
   */
  void lookAgain(Duration now) {
    Map<String, Place> placeOf = new LinkedHashMap<>();
    places.forEach(it -> placeOf.put(it.person(), it));
    requests.replaceAll(
        (marker, it) -> {
          Request last = it.seen(placeOf.get(it.person()), now);
          return it.acknowledged().isEmpty() && last.posted().isEmpty() ? it : last;
        });
  }

  /** Whether all that was to be asked for was, and all that was acknowledged was posted. */
  boolean isServed() {
    return asked == plan.jobs()
        && waiting.keySet().stream()
            .allMatch(it -> askedAnew.contains(it) && requests.get(it).acknowledged().isEmpty());
  }

  /** A number that grows whenever something is heard. */
  long news() {
    return (long) requests.size() + acknowledged + posted;
  }

  List<String> people() {
    return places.stream().map(Place::person).toList();
  }

  List<Request> requests() {
    return List.copyOf(requests.values());
  }

  @Override
  public String toString() {
    return "%d of %d asked for, %d acknowledged, %d posted"
        .formatted(asked, plan.jobs(), acknowledged, posted);
  }
}
