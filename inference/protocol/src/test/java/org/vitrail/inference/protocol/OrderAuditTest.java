package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.OrderAudit.Violation;

/** Histories as Redis writes them down, and what is wrong with them. */
class OrderAuditTest {
  private final List<Violation> found = new ArrayList<>();
  private final OrderAudit audit = new OrderAudit(found::add);

  @Test
  void what_is_begun_in_the_order_of_shares_is_legal_though_it_came_later() {
    submit("a1", "ann", 9);
    submit("a2", "ann", 9);
    submit("b1", "bob", 1);

    begin("a1", "b1", "a2");

    assertThat(found).isEmpty();
    assertThat(audit.begun()).isEqualTo(3);
  }

  @Test
  void each_turn_that_another_took_counts_once() {
    submit("a1", "ann", 9);
    submit("a2", "ann", 9);
    submit("b1", "bob", 1);

    begin("a1", "a2", "b1");

    assertThat(found).containsExactly(new Violation("a2", "b1"));
  }

  @Test
  void the_jobs_of_one_person_are_begun_as_they_were_submitted() {
    submit("a1", "ann", 1);
    submit("a2", "ann", 1);

    begin("a2", "a1");

    assertThat(found).containsExactly(new Violation("a2", "a1"));
  }

  @Test
  void what_was_taken_over_is_begun_before_all_others_and_lets_none_pass() {
    submit("a1", "ann", 1);
    submit("a2", "ann", 9);
    begin("a1", "a2");
    submit("b1", "bob", 1);
    takenBack("a2");
    takenBack("a1");

    begin("a1", "b1", "a2");

    assertThat(found).containsExactly(new Violation("b1", "a2"));
  }

  @Test
  void smaller_ones_pass_what_does_not_fit_up_to_its_own_pictures() {
    submit("a1", "ann", 3);
    submit("b1", "bob", 1);
    submit("c1", "cat", 2);
    submit("d1", "dan", 1);

    begin("b1", "c1");
    assertThat(found).isEmpty();

    begin("d1");
    assertThat(found).containsExactly(new Violation("d1", "a1"));
  }

  @Test
  void what_is_as_large_passes_nobody() {
    submit("a1", "ann", 3);
    submit("b1", "bob", 3);

    begin("b1");

    assertThat(found).containsExactly(new Violation("b1", "a1"));
  }

  @Test
  void a_job_that_was_twice_in_company_of_a_death_waits_for_an_idle_worker_while_others_pass() {
    submit("a1", "ann", 2);
    begin("a1");
    for (int death = 0; death < 2; death++) {
      audit.add(List.of("HINCRBY", Keys.job("a1"), "company", "1"));
      takenBack("a1");
      begin("a1");
    }
    assertThat(found).isEmpty();
  }

  @Test
  void a_job_whose_worker_came_back_was_not_in_company_of_a_death() {
    submit("a1", "ann", 2);
    begin("a1");
    for (int silence = 0; silence < 2; silence++) {
      audit.add(List.of("HINCRBY", Keys.job("a1"), "company", "1"));
      takenBack("a1");
      audit.add(List.of("HINCRBY", Keys.job("a1"), "company", "-1"));
      if (silence == 0) {
        begin("a1");
      }
    }
    submit("b1", "bob", 1);

    begin("b1");

    assertThat(found).containsExactly(new Violation("b1", "a1"));
  }

  @Test
  void who_counts_as_two_may_begin_two_while_others_begin_one() {
    submit("a1", "ann", "lane", new Share(Priority.NORMAL, 2, 2));
    submit("a2", "ann", "lane", new Share(Priority.NORMAL, 2, 2));
    submit("b1", "bob", 2);
    submit("b2", "bob", 2);

    begin("a1", "b1", "a2", "b2");

    assertThat(found).isEmpty();

    submit("c1", "cat", "lane", new Share(Priority.NORMAL, 2, 1));
    submit("c2", "cat", "lane", new Share(Priority.NORMAL, 2, 1));
    submit("d1", "dan", 1);
    submit("d2", "dan", 1);
    begin("c1", "d1", "c2", "d2");

    assertThat(found).containsExactly(new Violation("c2", "d2"));
  }

  @Test
  void what_ended_takes_nobodys_turn_and_its_person_has_the_share_again() {
    submit("a1", "ann", 9);
    submit("b1", "bob", 9);
    end("a1", "CANCELLED");
    submit("a2", "ann", 1);

    begin("b1", "a2");
    end("b1", "DONE");
    audit.add(List.of("HSET", Keys.job("b1"), "prompt", "-"));

    assertThat(found).isEmpty();
  }

  @Test
  void lanes_have_an_order_each_and_newcomers_wait_behind_theirs() {
    submit("a1", "ann", "other", Priority.NORMAL, 1);
    submit("b1", "bob", Queues.behind("lane"), Priority.NEWCOMER, 1);
    submit("c1", "cat", "lane", Priority.NORMAL, 1);

    begin("c1", "b1", "a1");
    assertThat(found).isEmpty();

    submit("d1", "dan", Queues.behind("lane"), Priority.NEWCOMER, 1);
    submit("e1", "eve", "lane", Priority.NORMAL, 1);
    begin("d1");
    assertThat(found).containsExactly(new Violation("d1", "e1"));
  }

  private void submit(String id, String person, int images) {
    submit(id, person, "lane", Priority.NORMAL, images);
  }

  private void submit(String id, String person, String queue, Priority priority, int images) {
    submit(id, person, queue, Share.of(priority, images));
  }

  private void submit(String id, String person, String queue, Share share) {
    audit.add(
        List.of(
            "HSET",
            Keys.job(id),
            "state",
            "WAITING",
            "queue",
            queue,
            "platform",
            "web",
            "user",
            person,
            "imageCount",
            Integer.toString(share.cost()),
            "weight",
            Integer.toString(share.weight()),
            "priority",
            share.priority().name()));
    audit.add(List.of("ZADD", Keys.open(queue), "1", id));
  }

  private void begin(String... ids) {
    for (String id : ids) {
      audit.add(List.of("HSET", Keys.job(id), "state", "RUNNING", "worker", "w"));
      audit.add(List.of("HDEL", Keys.job(id), "givenBack"));
    }
  }

  private void takenBack(String id) {
    audit.add(List.of("HSET", Keys.job(id), "state", "WAITING", "givenBack", "1"));
  }

  private void end(String id, String state) {
    audit.add(List.of("HSET", Keys.job(id), "state", state));
  }
}
