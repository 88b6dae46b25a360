package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A lane in plain Java: what its order should be, without regard to how long it takes to say so.
 */
final class FairOrderModel {
  private static final long PICTURE = 1000;
  private static final long ROUND = 9 * PICTURE;
  private static final Map<Priority, Long> HEAD_START =
      Map.of(Priority.MODERATOR, 2 * ROUND, Priority.NORMAL, 0L, Priority.NEWCOMER, -10 * ROUND);

  private static final Comparator<Job> IN_ORDER =
      Comparator.comparing((Job job) -> !job.wasInWork)
          .thenComparing(job -> job.wasInWork ? 0 : job.start - HEAD_START.get(job.priority))
          .thenComparing(job -> job.wasInWork ? 0 : job.turn)
          .thenComparing(job -> job.number);

  private static final class Job {
    private final String id;
    private final String person;
    private final String place;
    private final int images;
    private final Priority priority;
    private final int number;
    private long start;
    private long turn;
    private boolean wasInWork;
    private int passed;
    private int companyOfDeath;

    Job(String id, String person, String place, int images, Priority priority, int number) {
      this.id = id;
      this.person = person;
      this.place = place;
      this.images = images;
      this.priority = priority;
      this.number = number;
    }

    long cost() {
      return images * PICTURE;
    }

    private boolean isSuspect() {
      return companyOfDeath >= 2;
    }

    private String moment() {
      return start - HEAD_START.get(priority) + " " + place;
    }
  }

  private final List<Job> waiting = new ArrayList<>();
  private final Map<String, Job> inWork = new LinkedHashMap<>();
  private final Map<String, Long> ends = new HashMap<>();
  private final Map<String, Long> nextTurns = new HashMap<>();
  private long now;
  private long step;
  private int submitted;

  void submit(String id, String person, String place, int images, Priority priority) {
    if (waiting.isEmpty() && inWork.isEmpty()) {
      ends.clear();
      now = 0;
      step = 0;
    }
    Job job = new Job(id, person, place, images, priority, ++submitted);
    job.start = Math.max(now - now % ROUND, ends.getOrDefault(person, 0L));
    ends.put(person, job.start + job.cost());
    job.turn = nextTurns.getOrDefault(job.moment(), 0L);
    nextTurns.put(job.moment(), job.turn + job.cost());
    waiting.add(job);
  }

  List<String> claim(Room room) {
    List<String> claimed = new ArrayList<>();
    int free = room.images();
    int lookedAt = 0;
    Job first = null;
    for (Job job : inOrder()) {
      if (claimed.size() == room.jobs() || lookedAt == 16) {
        break;
      }
      boolean isByItself = room.isEmpty() && claimed.isEmpty();
      if (!isByItself && (job.images > free || job.isSuspect())) {
        first = first == null ? job : first;
        lookedAt++;
        continue;
      }
      if (first != null) {
        if (first.wasInWork || first.passed + job.images > first.images) {
          break;
        }
        first.passed += job.images;
      }
      begin(job);
      free -= job.images;
      claimed.add(job.id);
      if (job.isSuspect()) {
        break;
      }
    }
    return claimed;
  }

  private void begin(Job job) {
    leave(job);
    inWork.put(job.id, job);
    if (!job.wasInWork) {
      now = Math.max(now + step, job.start);
      long people =
          waiting.stream().filter(it -> !it.wasInWork).map(it -> it.person).distinct().count();
      step = Math.max(1, job.cost() / (4 * Math.max(1, people)));
    }
  }

  private void leave(Job job) {
    waiting.remove(job);
    if (waiting.stream().noneMatch(it -> !it.wasInWork && it.moment().equals(job.moment()))) {
      nextTurns.remove(job.moment());
    }
  }

  void complete(String id) {
    inWork.remove(id);
  }

  void giveBack(String id) {
    Job job = inWork.remove(id);
    job.wasInWork = true;
    waiting.add(job);
  }

  /** All that is in work has had one worker, which is gone. */
  void die() {
    if (inWork.size() > 1) {
      inWork.values().forEach(job -> job.companyOfDeath++);
    }
    inWork().forEach(this::giveBack);
  }

  void cancel(String id) {
    Job job = waiting.stream().filter(it -> it.id.equals(id)).findFirst().orElseThrow();
    leave(job);
    if (!job.wasInWork) {
      ends.merge(job.person, -job.cost(), Long::sum);
    }
  }

  /** Those in work, then those that wait, each in their order. */
  List<String> jobs() {
    List<String> ids = new ArrayList<>();
    inWork.values().stream()
        .sorted(Comparator.comparing(job -> job.number))
        .forEach(job -> ids.add(job.id));
    inOrder().forEach(job -> ids.add(job.id));
    return ids;
  }

  List<String> waiting() {
    return inOrder().stream().map(job -> job.id).toList();
  }

  List<String> inWork() {
    return List.copyOf(inWork.keySet());
  }

  private List<Job> inOrder() {
    return waiting.stream().sorted(IN_ORDER).toList();
  }
}
