package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;

/** Commands in, jobs out, as JSON; knows nothing of pictures' bytes or of event streams. */
final class JobRoutes {
  /** What moderators call the page. */
  private static final String PLACE = "web";

  private static final String NO_SUCH_JOB =
      "There is no such job of yours; finished jobs are forgotten after a while.";

  /**
   * What the page sends: a text that somebody typed, or the action of a button on a job.
   *
   * @param action {@code upscale}, {@code vary}, {@code again} or {@code cancel}
   * @param picture for {@code upscale} and {@code vary}: its number, 1 = best
   */
  record Request(String text, String action, String job, int picture) {}

  record Answer(String kind, String text, JobView job) {}

  private final Studio studio;
  private final Sessions sessions;
  private final OperatorSessions operators;
  private final RequestGuard guard;
  private final Json json;
  private final int recentLimit;

  JobRoutes(
      Studio studio,
      Sessions sessions,
      OperatorSessions operators,
      RequestGuard guard,
      Json json,
      int recentLimit) {
    this.studio = studio;
    this.sessions = sessions;
    this.operators = operators;
    this.guard = guard;
    this.json = json;
    this.recentLimit = recentLimit;
  }

  void addTo(RoutesConfig routes) {
    routes.post("/api/commands", this::command);
    routes.get("/api/completions", this::completions);
    routes.get("/api/jobs", this::recent);
    routes.get("/api/jobs/{job}", this::one);
  }

  private void command(Context request) {
    guard.checkChange(request);
    Request wish = json.read(request, Request.class);
    Person who = sessions.personOrNew(request);
    Optional<Origin> origin = Optional.of(origin(request));
    Reply reply =
        wish.text() != null
            ? studio.handle(who, wish.text(), origin)
            : studio.handle(who, button(wish), origin);
    json.answer(request, answer(who, reply));
  }

  /** The operator moderates on the page, too. */
  private Origin origin(Context request) {
    Standing standing =
        operators.csrf(request).isPresent() ? OperatorSessions.STANDING : Standing.MEMBER;
    return Origin.ofPage(PLACE, standing);
  }

  private static Command button(Request wish) {
    if (wish.action() != null && wish.job() != null) {
      switch (wish.action()) {
        case "upscale":
          return new Command.Upscale(wish.job(), wish.picture());
        case "vary":
          return new Command.Vary(wish.job(), wish.picture());
        case "again":
          return new Command.Again(wish.job());
        case "cancel":
          return new Command.Cancel(Optional.of(wish.job()));
        default:
          break;
      }
    }
    throw new Refusal(
        HttpStatus.BAD_REQUEST,
        "Send either a text, or an action (upscale, vary, again or cancel) with a job.");
  }

  private Answer answer(Person who, Reply reply) {
    if (reply instanceof Reply.Accepted accepted) {
      return new Answer("accepted", "", view(accepted.job()));
    }
    if (reply instanceof Reply.Shown shown) {
      // The page's pictures are each person's own; chats show those of others.
      return shown.job().who().key().equals(who.key())
          ? new Answer("accepted", "", view(shown.job()))
          : new Answer("refused", NO_SUCH_JOB, null);
    }
    if (reply instanceof Reply.Refused refused) {
      return new Answer("refused", refused.text(), null);
    }
    return new Answer("said", ((Reply.Said) reply).text(), null);
  }

  private void completions(Context request) {
    String text = Optional.ofNullable(request.queryParam("text")).orElse("");
    String cursor = Optional.ofNullable(request.queryParam("cursor")).orElse("");
    int at = cursor.matches("\\d{1,6}") ? Integer.parseInt(cursor) : text.length();
    Person who = sessions.personOrNew(request);
    json.answer(request, studio.complete(who, text, Math.min(at, text.length())));
  }

  private void recent(Context request) {
    Person who = sessions.personOrNew(request);
    json.answer(request, studio.recent(who, recentLimit).stream().map(this::view).toList());
  }

  private JobView view(JobCard card) {
    return JobView.of(card, studio.gallery());
  }

  /** Somebody else's job and no job at all get the same answer. */
  private void one(Context request) {
    String id = request.pathParam("job");
    JobView view =
        sessions
            .known(request)
            .flatMap(who -> studio.card(id).filter(card -> card.who().key().equals(who.key())))
            .map(this::view)
            .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, NO_SUCH_JOB));
    json.answer(request, view);
  }
}
