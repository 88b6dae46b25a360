package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A lane in plain Java: what its order should be, without regard to how long it takes to say so.
 * Redis keeps the order by {@code order.lua}; this is what it is judged by.
 *
 * <p>Start-time fair queueing over people (Goyal, Vin and Cheng 1996): a job starts where its
 * person's last one ends, or with the lane's round, which is no more than one behind what was begun
 * last; what starts first is drawn first. Of those that start at the same moment one of each place
 * comes in turn. Behind one that is withdrawn its person's others start earlier. What was in work
 * before is in front of all, in the order of submission. All times are in thousandths of a picture.
 * Not for several threads.
 *
 * @see <a href="https://doi.org/10.1145/248156.248171">Start-time fair queueing</a>
 */
final class FairOrderModel {
  /** Jobs that are looked at behind the first that does not fit. */
  private static final int MOST_LOOKED_AT = 16;

  /** So many times a job is in company of a death until it is only drawn by itself. */
  private static final int COMPANY_OF_A_SUSPECT = 2;

  private static final long PICTURE = 1000;
  private static final long ROUND = 9 * PICTURE;
  private static final Map<Priority, Long> HEAD_START =
      Map.of(Priority.MODERATOR, 2 * ROUND, Priority.NORMAL, 0L, Priority.NEWCOMER, -10 * ROUND);

  private static final Comparator<Job> IN_ORDER =
      Comparator.comparing((Job job) -> !job.wasInWork)
          .thenComparing(job -> job.wasInWork ? 0 : job.score())
          .thenComparing(job -> job.wasInWork ? 0 : job.turn)
          .thenComparing(job -> job.number);

  /**
   * What somebody asked for.
   *
   * @param place where it was asked for
   * @param images pictures
   */
  record Asked(String id, String person, String place, int images, Share share) {}

  private static final class Job {
    private final Asked asked;
    private final int number;
    private long round;
    private long start;
    private long turn;
    private boolean wasInWork;
    private int passed;
    private int companyOfDeath;

    Job(Asked asked, int number) {
      this.asked = asked;
      this.number = number;
    }

    String id() {
      return asked.id;
    }

    /** How much it has drawn. */
    long pictures() {
      return asked.share.cost() * PICTURE;
    }

    /** How much later its person's next one starts. */
    long cost() {
      return Math.max(1, pictures() / asked.share.weight());
    }

    boolean isSuspect() {
      return companyOfDeath >= COMPANY_OF_A_SUSPECT;
    }

    long headStart() {
      return HEAD_START.get(asked.share.priority());
    }

    long score() {
      return start - headStart();
    }

    String moment() {
      return score() + " " + asked.place;
    }

    /** Whether a smaller one that came later may be drawn while this waits for room. */
    boolean letsPass(Job smaller) {
      return !wasInWork && passed + smaller.asked.images <= asked.images;
    }
  }

  private final List<Job> waiting = new ArrayList<>();
  private final Map<String, Job> inWork = new LinkedHashMap<>();
  private final Map<String, Long> ends = new HashMap<>();
  private final Map<String, Long> nextTurns = new HashMap<>();
  private long begun;
  private long now;
  private long step;
  private int submitted;

  /** Somebody asks for something. */
  void submit(Asked asked) {
    if (waiting.isEmpty() && inWork.isEmpty()) {
      ends.clear();
      begun = 0;
      now = 0;
      step = 0;
    }
    Job job = new Job(asked, ++submitted);
    long time = Math.min(now, begun + ROUND + Math.max(0, job.headStart()));
    job.round = time - time % ROUND;
    long start = Math.max(job.round, ends.getOrDefault(asked.person, 0L));
    ends.put(asked.person, start + job.cost());
    enter(job, start);
  }

  private void enter(Job job, long start) {
    job.start = start;
    job.turn = nextTurns.getOrDefault(job.moment(), 0L);
    nextTurns.put(job.moment(), job.turn + job.cost());
    waiting.add(job);
  }

  /** The jobs that a worker with that room begins. */
  List<String> claim(Room room) {
    return claim(room, false);
  }

  /**
   * The jobs that a worker with that room begins.
   *
   * @param onlyWhatWas whether only those that were in work before
   */
  List<String> claim(Room room, boolean onlyWhatWas) {
    List<String> claimed = new ArrayList<>();
    int free = room.images();
    int lookedAt = 0;
    Job first = null;
    for (Job job : inOrder()) {
      if (claimed.size() == room.jobs()
          || lookedAt == MOST_LOOKED_AT
          || onlyWhatWas && !job.wasInWork) {
        break;
      }
      boolean isByItself = room.isEmpty() && claimed.isEmpty();
      if (!isByItself && (job.asked.images > free || job.isSuspect())) {
        first = first == null ? job : first;
        lookedAt++;
        continue;
      }
      if (first != null && !first.letsPass(job)) {
        break;
      }
      begin(job, first == null ? job : first);
      free -= job.asked.images;
      claimed.add(job.id());
      if (job.isSuspect()) {
        break;
      }
    }
    return claimed;
  }

  /**
   * Somebody began a job, with whatever room they had.
   *
   * @return the job whose turn it was instead; empty if this one's was, or if it passed rightly
   * @throws IllegalArgumentException if the job does not wait
   */
  Optional<String> begin(String id) {
    List<Job> order = inOrder();
    int place = order.indexOf(waiting(id));
    Job job = order.get(place);
    Job first = order.get(0);
    boolean isInTurn =
        place == 0
            || place < MOST_LOOKED_AT
                && first.letsPass(job)
                && order.subList(0, place).stream().allMatch(it -> mayNotFit(it, job));
    begin(job, first);
    return isInTurn ? Optional.empty() : Optional.of(first.id());
  }

  /** Whether there can be room for the other, but not for this one. */
  private static boolean mayNotFit(Job job, Job other) {
    return job.isSuspect() || job.asked.images > other.asked.images;
  }

  /** Time goes on to the start of the first, not of one that passes it. */
  private void begin(Job job, Job first) {
    if (job != first) {
      first.passed += job.asked.images;
    }
    leave(job);
    inWork.put(job.id(), job);
    if (!job.wasInWork) {
      begun = Math.max(begun, Math.min(first.start, first.score()));
      now = Math.max(now + step, begun);
      long people =
          waiting.stream()
              .filter(it -> !it.wasInWork)
              .map(it -> it.asked.person)
              .distinct()
              .count();
      step = Math.max(1, Math.min(job.pictures(), ROUND) / (4 * Math.max(1, people)));
    }
  }

  private void leave(Job job) {
    waiting.remove(job);
    if (waiting.stream().noneMatch(it -> !it.wasInWork && it.moment().equals(job.moment()))) {
      nextTurns.remove(job.moment());
    }
  }

  /** A job in work ends. */
  void complete(String id) {
    inWork.remove(id);
  }

  /** A job in work waits again, in front of all that never were. */
  void giveBack(String id) {
    Job job = inWork.remove(id);
    job.wasInWork = true;
    waiting.add(job);
  }

  /** A worker died that had this job and others. */
  void noteCompany(String id) {
    inWork.get(id).companyOfDeath++;
  }

  /** That worker lives after all; the job may have ended. */
  void forgetCompany(String id) {
    Stream.concat(waiting.stream(), inWork.values().stream())
        .filter(it -> it.id().equals(id))
        .forEach(it -> it.companyOfDeath--);
  }

  /** A job that waits ends before its turn. */
  void cancel(String id) {
    Job job = waiting(id);
    leave(job);
    if (!job.wasInWork) {
      ends.merge(job.asked.person, -closeUp(job), Long::sum);
    }
  }

  /** By how much the last of the person's jobs behind this one starts earlier without it. */
  private long closeUp(Job withdrawn) {
    long earlier = withdrawn.cost();
    List<Job> behind =
        waiting.stream()
            .filter(it -> !it.wasInWork && it.asked.person.equals(withdrawn.asked.person))
            .filter(it -> it.number > withdrawn.number)
            .sorted(Comparator.comparing(it -> it.number))
            .toList();
    for (Job job : behind) {
      long start = Math.max(job.round, job.start - earlier);
      earlier = job.start - start;
      if (earlier == 0) {
        break;
      }
      leave(job);
      enter(job, start);
    }
    return earlier;
  }

  private Job waiting(String id) {
    return waiting.stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The job " + id + " does not wait."));
  }

  /** Those in work, then those that wait, each in their order. */
  List<String> jobs() {
    List<String> ids = new ArrayList<>();
    inWork.values().stream()
        .sorted(Comparator.comparing(job -> job.number))
        .forEach(job -> ids.add(job.id()));
    ids.addAll(waiting());
    return ids;
  }

  /** Those that wait, in their order. */
  List<String> waiting() {
    return inOrder().stream().map(Job::id).toList();
  }

  /** Those that are drawn, in the order in which they were begun. */
  List<String> inWork() {
    return List.copyOf(inWork.keySet());
  }

  private List<Job> inOrder() {
    return waiting.stream().sorted(IN_ORDER).toList();
  }
}
