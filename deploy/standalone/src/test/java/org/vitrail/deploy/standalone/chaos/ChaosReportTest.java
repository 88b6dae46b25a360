package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.OrderAudit.Violation;

class ChaosReportTest {
  @Test
  void what_was_heard_and_arrived_once_keeps_all_promises() {
    ChaosReport report = report(2, List.of(), posted("1", 10, 40, 1), posted("2", 20, 90, 1));

    assertThat(report.broken()).isEmpty();
    assertThat(report.figures())
        .containsEntry("submitted", 2L)
        .containsEntry("acknowledged", 2L)
        .containsEntry("posted", 2L)
        .containsEntry("longestWaitSeconds", 71L);
    assertThat(report.text()).endsWith("All promises held.");
  }

  @Test
  void what_was_heard_and_never_came_is_lost_and_what_was_not_heard_is_not() {
    Request unheard = Request.of("3", "ann", Duration.ZERO);
    Request lost =
        new Request(
            "4",
            "ann",
            Duration.ZERO,
            Optional.of(Duration.ofSeconds(5)),
            Optional.empty(),
            0,
            "62 %\n\"done\"");

    ChaosReport report = report(0, List.of(), unheard, lost);

    assertThat(report.figures()).containsEntry("submitted", 2L).containsEntry("lost", 1L);
    assertThat(report.broken()).singleElement().asString().contains("Request 4 of ann", "62 %");
    assertThat(report.json()).contains("\"lost\": 1,", "\"endedEarly\": false,", "\\\"done\\\"\"]");
  }

  @Test
  void what_came_twice_was_counted_wrongly_or_ended_badly_breaks_a_promise() {
    ChaosReport report = report(3, List.of("worker-1 ended late."), posted("1", 10, 40, 2));

    assertThat(report.figures())
        .containsEntry("twice", 1L)
        .containsEntry("quotaDrift", 2L)
        .containsEntry("badEnds", 1L);
    assertThat(report.broken())
        .containsExactly(
            "Request 1 was posted 2 times.",
            "1 pictures of ann were posted, but 3 counted against quotas.",
            "worker-1 ended late.");
  }

  @Test
  void what_is_counted_too_much_of_one_does_not_make_up_for_another() {
    Request bens =
        new Request(
            "2",
            "ben",
            Duration.ZERO,
            Optional.of(Duration.ZERO),
            Optional.of(Duration.ZERO),
            1,
            "");

    ChaosReport report =
        report(Optional.of(Map.of("ann", 2L)), List.of(), begun(2), posted("1", 10, 40, 1), bens);

    assertThat(report.figures()).containsEntry("quotaDrift", 2L);
    assertThat(report.broken())
        .containsExactly(
            "1 pictures of ann were posted, but 2 counted against quotas.",
            "1 pictures of ben were posted, but 0 counted against quotas.");
  }

  @Test
  void a_job_that_was_begun_before_its_turn_violates_the_order() {
    Turns turns = new Turns(2, List.of(new Violation("J2", "J1")), Optional.empty());

    ChaosReport report = report(used(1), List.of(), turns, posted("1", 10, 90, 1));

    assertThat(report.figures()).containsEntry("orderViolations", 1L).containsEntry("begun", 2L);
    assertThat(report.broken())
        .containsExactly("Job J2 was begun though it was the turn of job J1.");
  }

  @Test
  void an_order_that_nobody_can_tell_is_no_kept_promise() {
    Request request = posted("1", 10, 90, 1);
    Optional<Map<String, Long>> used = used(1);

    assertThat(
            report(used, List.of(), new Turns(0, List.of(), Optional.of("no file")), request)
                .broken())
        .containsExactly("Whose turn it was cannot be told: no file.");
    assertThat(report(used, List.of(), new Turns(0, List.of(), Optional.empty()), request).broken())
        .containsExactly("1 jobs were posted, but 0 begun.");
  }

  @Test
  void of_a_run_that_was_ended_early_what_did_not_come_yet_is_open_and_not_lost() {
    Request open =
        new Request(
            "4", "ann", Duration.ZERO, Optional.of(Duration.ZERO), Optional.empty(), 0, "62 %");

    ChaosReport report =
        report(Optional.empty(), List.of(), begun(2), posted("1", 10, 90, 1), open);

    assertThat(report.broken()).isEmpty();
    assertThat(report.figures())
        .containsEntry("open", 1L)
        .containsEntry("posted", 1L)
        .doesNotContainKeys("lost", "quotaDrift");
    assertThat(report.text()).endsWith("All promises held until the run was ended early.");
    assertThat(report.json()).contains("\"endedEarly\": true,");
  }

  @Test
  void a_look_finds_the_messages_of_a_request_by_its_marker() {
    Place place =
        place(
            new Place.Shown("an apple 17", false, ""),
            new Place.Shown("an apple 18", true, ""),
            new Place.Shown("an apple 18", true, "an apple 17"));

    Request first = Request.of("17", "ann", Duration.ZERO).seen(place, Duration.ofSeconds(3));
    Request second = Request.of("18", "ann", Duration.ZERO).seen(place, Duration.ofSeconds(3));

    assertThat(first.acknowledged()).contains(Duration.ofSeconds(3));
    assertThat(first.posted()).isEmpty();
    assertThat(second.grids()).isEqualTo(2);
    assertThat(second.seen(place, Duration.ofSeconds(9)).posted())
        .as("the first look counts")
        .contains(Duration.ofSeconds(3));
  }

  @Test
  void a_request_that_is_said_to_be_kept_is_acknowledged_though_its_words_are_not_repeated() {
    String kept = Messages.load(null).text("en", "notice.kept");
    Place place =
        place(
            new Place.Shown(kept, false, "an apple 17"),
            new Place.Shown("The queue is full.", false, "an apple 18"));

    Request first = Request.of("17", "ann", Duration.ZERO).seen(place, Duration.ofSeconds(3));
    Request second = Request.of("18", "ann", Duration.ZERO).seen(place, Duration.ofSeconds(3));

    assertThat(first.acknowledged()).contains(Duration.ofSeconds(3));
    assertThat(first.lastWords()).isEqualTo(kept);
    assertThat(second.acknowledged()).isEmpty();
    assertThat(report(0, List.of(), first, second).figures()).containsEntry("lost", 1L);
  }

  private static Place place(Place.Shown... messages) {
    return new Place() {
      @Override
      public String person() {
        return "ann";
      }

      @Override
      public void ask(String prompt) {
        throw new AssertionError(prompt);
      }

      @Override
      public List<Shown> shown() {
        return List.of(messages);
      }
    };
  }

  private static ChaosReport report(long used, List<String> badEnds, Request... requests) {
    return report(used(used), badEnds, begun(requests.length), requests);
  }

  private static Optional<Map<String, Long>> used(long pictures) {
    return Optional.of(Map.of("ann", pictures));
  }

  private static ChaosReport report(
      Optional<Map<String, Long>> used, List<String> badEnds, Turns turns, Request... requests) {
    return ChaosReport.of(Map.of("seed", 1L), List.of(requests), used, badEnds, turns);
  }

  private static Turns begun(int jobs) {
    return new Turns(jobs, List.of(), Optional.empty());
  }

  private static Request posted(String marker, int heard, int posted, int grids) {
    return new Request(
        marker,
        "ann",
        Duration.ofSeconds(heard - 1),
        Optional.of(Duration.ofSeconds(heard)),
        Optional.of(Duration.ofSeconds(posted)),
        grids,
        "");
  }
}
