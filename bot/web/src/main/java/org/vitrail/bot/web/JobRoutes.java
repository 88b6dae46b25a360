package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.Parsed;
import org.vitrail.bot.command.UpscaleOptions;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;

/** Commands in, jobs out, as JSON; knows nothing of pictures' bytes or of event streams. */
final class JobRoutes {
  /** What moderators call the page. */
  private static final String PLACE = "web";

  private static final Map<String, ButtonAction> BUTTONS =
      Map.of(
          "upscale", ButtonAction.UPSCALE,
          "vary", ButtonAction.VARY,
          "sticker", ButtonAction.STICKER,
          "again", ButtonAction.AGAIN,
          "stop", ButtonAction.STOP,
          "cancel", ButtonAction.CANCEL);

  /** Prompts that the page shows to those who have none yet. */
  private static final int PROPOSALS = 4;

  private static final String NO_SUCH_JOB =
      "There is no such job of yours; finished jobs are forgotten after a while.";

  /**
   * What the page sends: a text that somebody typed, or the action of a button on a job.
   *
   * @param action {@code upscale}, {@code vary}, {@code sticker}, {@code again} or {@code cancel}
   * @param picture for the first three: its number, 1 = best
   * @param factor for {@code upscale}: how many times as large, null for what is best
   * @param image for a text: the file of a picture to begin from, in base 64; it is as small as
   *     requests are, so the page scales pictures to what models look at
   * @param target likewise one to draw towards
   */
  record Request(
      String text,
      String action,
      String job,
      int picture,
      Integer factor,
      String image,
      String target) {}

  /**
   * What came of it.
   *
   * @param kind {@code accepted} with a job, {@code file} with a file, else {@code said} or {@code
   *     refused}
   */
  record Answer(String kind, String text, JobView job, FileView file) {
    static Answer words(String kind, String text) {
      return new Answer(kind, text, null, null);
    }

    static Answer of(JobView job) {
      return new Answer("accepted", "", job, null);
    }
  }

  /**
   * A file to download. It travels inside the answer: an address of its own would have to be kept
   * and guarded, for something that is about one person alone.
   */
  record FileView(String name, String base64) {
    static FileView of(Reply.File file) {
      return new FileView(file.name(), Base64.getEncoder().encodeToString(file.bytes()));
    }
  }

  private final BotService botService;
  private final Sessions sessions;
  private final OperatorSessions operators;
  private final RequestGuard guard;
  private final WebJson json;
  private final int recentLimit;

  JobRoutes(
      BotService botService,
      Sessions sessions,
      OperatorSessions operators,
      RequestGuard guard,
      WebJson json,
      int recentLimit) {
    this.botService = botService;
    this.sessions = sessions;
    this.operators = operators;
    this.guard = guard;
    this.json = json;
    this.recentLimit = recentLimit;
  }

  void addTo(RoutesConfig routes) {
    routes.post("/api/commands", this::command);
    routes.get("/api/completions", this::completions);
    routes.get(
        "/api/proposals",
        request ->
            json.answer(request, botService.proposals(sessions.personOrNew(request), PROPOSALS)));
    routes.get("/api/jobs", this::recent);
    routes.get("/api/jobs/{job}", this::one);
  }

  private void command(Context request) {
    guard.checkChange(request);
    Request originalRequest = json.read(request, Request.class);
    Person who = sessions.personOrNew(request);
    Optional<Origin> origin = Optional.of(origin(request));
    Reply reply =
        (originalRequest.text() != null
                ? botService.parse(originalRequest.text())
                : new Parsed.Understood(button(originalRequest)))
            .fold(
                command -> botService.handle(who, command, pictures(originalRequest), origin),
                mistake -> botService.mistaken(who, mistake));
    json.answer(request, answer(who, reply));
  }

  private static SentPictures<PictureFile> pictures(Request originalRequest) {
    return new SentPictures<>(
        picture("image", originalRequest.image()), picture("target", originalRequest.target()));
  }

  private static Optional<PictureFile> picture(String name, String base64) {
    if (base64 == null) {
      return Optional.empty();
    }
    try {
      byte[] file = Base64.getDecoder().decode(base64);
      return Optional.of(() -> file);
    } catch (IllegalArgumentException e) {
      throw new RequestRefusal(
          HttpStatus.BAD_REQUEST,
          "\"%s\" has to be the file of a picture in base 64.".formatted(name));
    }
  }

  /** The operator moderates on the page, too. */
  private Origin origin(Context request) {
    Standing standing =
        operators.csrf(request).isPresent() ? OperatorSessions.STANDING : Standing.MEMBER;
    return Origin.ofPage(PLACE, standing);
  }

  private static Command button(Request originalRequest) {
    return Optional.ofNullable(originalRequest.action())
        .map(BUTTONS::get)
        .filter(action -> originalRequest.job() != null)
        .map(action -> new Button(action, originalRequest.job(), originalRequest.picture()))
        .flatMap(Button::command)
        .map(command -> enlarged(command, originalRequest.factor()))
        .orElseThrow(
            () ->
                new RequestRefusal(
                    HttpStatus.BAD_REQUEST,
                    "Send either a text, or an action (upscale, vary, sticker, again, stop or"
                        + " cancel) with a job."));
  }

  /** A button of the page may say by how much, too. */
  private static Command enlarged(Command command, Integer factor) {
    return command instanceof OnJob onJob && onJob.spec() == CommandSpec.UPSCALE && factor != null
        ? new OnJob(onJob.spec(), onJob.jobId(), onJob.picture(), UpscaleOptions.times(factor))
        : command;
  }

  private Answer answer(Person who, Reply reply) {
    return reply.accept(
        new Reply.Visitor<>() {
          @Override
          public Answer said(Reply.Said said) {
            return Answer.words("said", said.text());
          }

          @Override
          public Answer deleted(Reply.Deleted deleted) {
            return Answer.words("said", deleted.text());
          }

          @Override
          public Answer kept(Reply.Kept kept) {
            return Answer.words("said", kept.text());
          }

          @Override
          public Answer refused(Reply.Refused refused) {
            return Answer.words("refused", refused.text());
          }

          @Override
          public Answer file(Reply.File file) {
            return new Answer("file", file.text(), null, FileView.of(file));
          }

          @Override
          public Answer accepted(Reply.Accepted accepted) {
            return Answer.of(view(accepted.job()));
          }

          @Override
          public Answer filmed(Reply.Filmed filmed) {
            return shown(new Reply.Shown(filmed.job()));
          }

          @Override
          public Answer shown(Reply.Shown shown) {
            // The page's pictures are each person's own; chats show those of others.
            return shown.job().who().key().equals(who.key())
                ? Answer.of(view(shown.job()))
                : Answer.words("refused", NO_SUCH_JOB);
          }
        });
  }

  private void completions(Context request) {
    String text = Optional.ofNullable(request.queryParam("text")).orElse("");
    String cursor = Optional.ofNullable(request.queryParam("cursor")).orElse("");
    int at = cursor.matches("\\d{1,6}") ? Integer.parseInt(cursor) : text.length();
    Person who = sessions.personOrNew(request);
    json.answer(request, botService.complete(who, text, Math.min(at, text.length())));
  }

  private void recent(Context request) {
    Person who = sessions.personOrNew(request);
    json.answer(
        request, botService.jobs().recent(who, recentLimit).stream().map(this::view).toList());
  }

  private JobView view(JobCard card) {
    return JobView.of(card, botService);
  }

  /** Somebody else's job and no job at all get the same answer. */
  private void one(Context request) {
    String id = request.pathParam("job");
    JobView view =
        sessions
            .known(request)
            .flatMap(
                who ->
                    botService.jobs().card(id).filter(card -> card.who().key().equals(who.key())))
            .map(this::view)
            .orElseThrow(() -> new RequestRefusal(HttpStatus.NOT_FOUND, NO_SUCH_JOB));
    json.answer(request, view);
  }
}
