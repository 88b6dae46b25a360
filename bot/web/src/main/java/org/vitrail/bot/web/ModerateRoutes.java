package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.modcommands.AuditQueries;
import org.vitrail.bot.core.modcommands.JobQueries;
import org.vitrail.bot.core.modcommands.ModerationQueries;
import org.vitrail.bot.core.modcommands.RuleQueries;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.quota.Rule;

/** The moderator's page: what is going on, and the commands that change it. */
final class ModerateRoutes {
  private static final Pattern PLACE =
      Pattern.compile("house|(web|discord|telegram)(:-?[\\w]{1,40})?");
  private static final int ACTS_SHOWN = 100;
  private static final int ACTS_IN_A_FILE = 100_000;

  /** What came of a command; {@code done} is false where nothing was. */
  record Outcome(boolean done, String text) {}

  /** The moderator's page shows words alone. */
  private static final Reply.Visitor<Outcome> ANSWERS =
      new Reply.Visitor<>() {
        @Override
        public Outcome said(Reply.Said said) {
          return new Outcome(true, said.text());
        }

        @Override
        public Outcome deleted(Reply.Deleted deleted) {
          return new Outcome(true, deleted.text());
        }

        @Override
        public Outcome kept(Reply.Kept kept) {
          return new Outcome(true, kept.text());
        }

        @Override
        public Outcome refused(Reply.Refused refused) {
          return new Outcome(false, refused.text());
        }

        @Override
        public Outcome file(Reply.File file) {
          return new Outcome(false, "Files are handed out on the other page.");
        }

        @Override
        public Outcome accepted(Reply.Accepted accepted) {
          return new Outcome(
              true, "Job " + accepted.job().id() + " is drawn; look for it in the queue.");
        }

        @Override
        public Outcome filmed(Reply.Filmed filmed) {
          return new Outcome(false, "Pictures are shown on the other page.");
        }

        @Override
        public Outcome shown(Reply.Shown shown) {
          return new Outcome(false, "Pictures are shown on the other page.");
        }
      };

  /** What the page sends to log in. */
  record Key(String key) {}

  /** What the page sends to change something. */
  record TypedCommand(String place, String text) {}

  /** Times are milliseconds since 1970. */
  record JobRow(
      String id, String who, String name, String place, String model, String stage, long since) {}

  record ReportRow(String id, String who, String name, String prompt, long reporters, long since) {}

  record ActRow(
      long number,
      long at,
      String place,
      String name,
      String command,
      String target,
      String before,
      String after,
      String reason,
      Long undoes,
      boolean canBeUndone) {}

  record Overview(
      Set<String> places,
      List<JobRow> queue,
      List<RuleQueries.CommunityRule> rules,
      List<ReportRow> reports,
      List<String> blocked,
      List<ActRow> audit) {}

  private final BotService botService;
  private final OperatorSessions operators;
  private final RequestGuard guard;
  private final PageFiles page;
  private final WebJson json;

  ModerateRoutes(
      BotService botService,
      OperatorSessions operators,
      RequestGuard guard,
      PageFiles page,
      WebJson json) {
    this.botService = botService;
    this.operators = operators;
    this.guard = guard;
    this.page = page;
    this.json = json;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/moderate", this::page);
    routes.get("/moderate/session", this::session);
    routes.post("/moderate/login", this::login);
    routes.post("/moderate/logout", this::logout);
    routes.get("/moderate/overview", this::overview);
    routes.get("/moderate/audit.csv", this::csv);
    routes.get("/moderate/reports/{job}.png", this::reportedPictures);
    routes.post("/moderate/commands", this::command);
  }

  /** Its files are named relative to its address, which therefore ends without a slash. */
  private void page(Context request) {
    if (request.path().endsWith("/")) {
      request.redirect("../moderate", HttpStatus.PERMANENT_REDIRECT);
    } else {
      page.serve(request, "moderate.html");
    }
  }

  private void session(Context request) {
    json.answer(request, Map.of("csrf", operators.require(request)));
  }

  private void login(Context request) {
    guard.checkChange(request);
    String key = Optional.ofNullable(json.read(request, Key.class).key()).orElse("");
    json.answer(request, Map.of("csrf", operators.login(request, key)));
  }

  private void logout(Context request) {
    guard.checkChange(request);
    operators.requireChange(request);
    operators.logout(request);
    json.answer(request, Map.of("text", "Logged out."));
  }

  private void overview(Context request) {
    operators.require(request);
    ModerationQueries queries = botService.moderationQueries();
    String place = place(request.queryParam("place"));
    json.answer(
        request,
        new Overview(
            queries.audit().communities(),
            queries.jobs().open(place).stream().map(ModerateRoutes::row).toList(),
            queries.rules().rules(place),
            queries.jobs().reported(place).stream().map(ModerateRoutes::row).toList(),
            queries.rules().blocked(place),
            queries.audit().newest(place, about(request), ACTS_SHOWN).stream()
                .map(ModerateRoutes::row)
                .toList()));
  }

  private static JobRow row(JobCard job) {
    return new JobRow(
        job.id(),
        job.who().key(),
        job.who().name(),
        job.venue().community(),
        job.request().model(),
        job.status().text(),
        job.request().at().toEpochMilli());
  }

  private static ReportRow row(JobQueries.ReportedJob reported) {
    JobCard job = reported.job();
    return new ReportRow(
        job.id(),
        job.who().key(),
        reported.name(),
        job.request().prompt(),
        reported.reporters(),
        reported.since().toEpochMilli());
  }

  private static ActRow row(AuditQueries.Entry entry) {
    AuditEntry act = entry.act();
    return new ActRow(
        act.number(),
        act.at().toEpochMilli(),
        act.community(),
        entry.name(),
        act.command(),
        act.target(),
        entry.before(),
        entry.after(),
        act.reason(),
        act.undoes().orElse(null),
        !act.changes().isEmpty());
  }

  private void csv(Context request) {
    operators.require(request);
    String place = place(request.queryParam("place"));
    request
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", "attachment; filename=\"vitrail-audit.csv\"")
        .contentType("text/csv; charset=utf-8")
        .result(botService.moderationQueries().audit().csv(place, about(request), ACTS_IN_A_FILE));
  }

  private void reportedPictures(Context request) {
    operators.require(request);
    byte[] png =
        botService
            .moderationQueries()
            .jobs()
            .reportedPictures(request.pathParam("job"))
            .orElseThrow(
                () ->
                    new RequestRefusal(
                        HttpStatus.NOT_FOUND,
                        "There are no pictures of a reported job of that id."));
    request.header("Cache-Control", "no-store").contentType("image/png").result(png);
  }

  private static String about(Context request) {
    return Optional.ofNullable(request.queryParam("about")).orElse("");
  }

  private void command(Context request) {
    guard.checkChange(request);
    operators.requireChange(request);
    TypedCommand typed = json.read(request, TypedCommand.class);
    if (typed.text() == null || !typed.text().startsWith("/")) {
      throw new RequestRefusal(HttpStatus.BAD_REQUEST, "Send a command such as /audit.");
    }
    Origin origin = Origin.ofPage(place(typed.place()), OperatorSessions.STANDING);
    Person operator = OperatorSessions.OPERATOR;
    Reply reply =
        botService
            .parse(typed.text())
            .fold(
                command ->
                    botService.handle(operator, command, Optional.empty(), Optional.of(origin)),
                mistake -> Reply.Refused.impossible(mistake.in(operator.locale())));
    json.answer(request, reply.accept(ANSWERS));
  }

  private static String place(String typed) {
    String place = typed == null || typed.isBlank() ? Rule.HOUSE : typed;
    if (!PLACE.matcher(place).matches()) {
      throw new RequestRefusal(
          HttpStatus.BAD_REQUEST,
          "A place is written like house, web or discord:81384788765712384.");
    }
    return place;
  }
}
