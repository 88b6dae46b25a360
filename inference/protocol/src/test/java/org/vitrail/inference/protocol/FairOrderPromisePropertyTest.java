package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What the order promises to somebody who comes anew, whatever happens: of any one person, the
 * pictures of a round at most are begun before, as many times as that person's weight, and the job
 * that reaches over its end. A round and the largest job are the default batch. Judged on the
 * model, with which Redis agrees.
 */
class FairOrderPromisePropertyTest {
  private static final long PICTURE = 1000;
  private static final long ROUND = 9 * PICTURE;
  private static final long HEAD_START = 2 * ROUND;

  /** Whose jobs, of which priority. */
  private record Whose(String person, Priority priority) {}

  /** What was begun in its turn while somebody waited for their first. */
  private record Begun(long cost, long dearest) {
    Begun and(long more) {
      return new Begun(cost + more, Math.max(dearest, more));
    }
  }

  private enum Kind {
    ASK_FOR_MUCH,
    ASK_FIRST,
    CLAIM,
    COMPLETE,
    GIVE_BACK,
    CANCEL
  }

  /**
   * What happens next.
   *
   * @param which person, or job of those that there are
   * @param images of a job, or that a worker has room for
   * @param each share of one picture of it
   */
  private record Step(Kind kind, int which, int images, Share each) {}

  private final Map<String, FairOrderModel.Asked> asked = new HashMap<>();
  private final Map<String, Map<Whose, Begun>> firsts = new LinkedHashMap<>();
  private final List<String> wereInWork = new ArrayList<>();
  private FairOrderModel model;

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(3, Kind.ASK_FOR_MUCH),
            Tuple.of(5, Kind.ASK_FIRST),
            Tuple.of(9, Kind.CLAIM),
            Tuple.of(8, Kind.COMPLETE),
            Tuple.of(1, Kind.GIVE_BACK),
            Tuple.of(2, Kind.CANCEL));
    Arbitrary<Priority> priorities =
        Arbitraries.frequency(
            Tuple.of(6, Priority.NORMAL),
            Tuple.of(2, Priority.MODERATOR),
            Tuple.of(1, Priority.NEWCOMER));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(1, 9),
            Combinators.combine(
                    priorities,
                    Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 20)),
                    Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 3)))
                .as(Share::new))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }

  @Property(tries = 300)
  void nobody_who_comes_anew_waits_for_more_than_a_batch_of_anybody(
      @ForAll("histories") List<Step> history) {
    model = new FairOrderModel();
    asked.clear();
    firsts.clear();
    wereInWork.clear();
    for (Step step : history) {
      happens(step);
    }
  }

  private void happens(Step step) {
    switch (step.kind) {
      case ASK_FOR_MUCH -> {
        for (int i = 0; i < 10; i++) {
          int images = 1 + (step.images + i * step.which) % 9;
          submit("person" + step.which % 4, images, step.each);
        }
      }
      case ASK_FIRST -> {
        // Newcomers of a raid are promised nothing but to get old.
        Priority priority =
            step.each.priority() == Priority.NEWCOMER ? Priority.NORMAL : step.each.priority();
        Share each = new Share(priority, step.each.cost(), step.each.weight());
        firsts.put(submit("new" + asked.size(), step.images, each), new HashMap<>());
      }
      case CLAIM -> claim(step);
      case COMPLETE -> pick(model.inWork(), step).forEach(model::complete);
      case GIVE_BACK -> pick(model.inWork(), step).forEach(model::giveBack);
      case CANCEL ->
          pick(model.waiting(), step)
              .forEach(
                  id -> {
                    model.cancel(id);
                    firsts.remove(id);
                  });
    }
  }

  private String submit(String person, int images, Share each) {
    String id = "job" + asked.size();
    Share share = new Share(each.priority(), images * each.cost(), each.weight());
    FairOrderModel.Asked job = new FairOrderModel.Asked(id, person, "", images, share);
    asked.put(id, job);
    model.submit(job);
    return id;
  }

  /** One by one: what is not the first that waits passes it, and is nobody's loss. */
  private void claim(Step step) {
    int free = 2 * step.images;
    List<String> claimed;
    do {
      String first = model.waiting().stream().findFirst().orElse("");
      claimed = model.claim(new Room(1, free, free == 2 * step.images && step.which == 0));
      for (String id : claimed) {
        free = Math.max(0, free - asked.get(id).images());
        begun(id, id.equals(first));
      }
    } while (!claimed.isEmpty() && free > 0);
  }

  private void begun(String id, boolean isInTurn) {
    Map<Whose, Begun> before = firsts.remove(id);
    if (before != null) {
      before.forEach((whose, begun) -> assertIsNoMoreThanABatch(id, whose, begun));
    }
    if (isInTurn && !wereInWork.contains(id)) {
      FairOrderModel.Asked job = asked.get(id);
      Whose whose = new Whose(job.person(), job.share().priority());
      long cost = PICTURE * job.share().cost() / job.share().weight();
      Begun none = new Begun(0, 0);
      firsts.values().forEach(it -> it.put(whose, it.getOrDefault(whose, none).and(cost)));
    }
    wereInWork.add(id);
  }

  private void assertIsNoMoreThanABatch(String first, Whose whose, Begun begun) {
    long headStart = whose.priority == Priority.MODERATOR ? HEAD_START : 0;
    assertThat(begun.cost)
        .as("what was begun of %s before %s", whose, asked.get(first))
        .isLessThanOrEqualTo(headStart + ROUND + begun.dearest);
  }

  /** The one that is meant, if there are any. */
  private static List<String> pick(List<String> jobs, Step step) {
    return jobs.isEmpty() ? List.of() : List.of(jobs.get(step.which % jobs.size()));
  }
}
