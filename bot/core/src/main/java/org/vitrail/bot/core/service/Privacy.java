package org.vitrail.bot.core.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.command.Command.Ask;
import org.vitrail.bot.core.command.CommandSpec;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.jobview.Overview;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.wording.DurationFormatter;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;

/**
 * {@code /mydata} and {@code /forget}: what is kept about a person, and its end. Counts stay, or
 * forgetting would grant pictures; so does what moderators decided about the person.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
final class Privacy {
  private static final int MAX_ACTS = 1_000;

  private final ObjectMapper json =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private final Overview overview;
  private final RecentJobs recent;
  private final JobQueue queue;
  private final Gallery gallery;
  private final Outbox outbox;
  private final Names names;
  private final Accounts accounts;
  private final Ledger ledger;
  private final AuditLog audit;
  private final Messages messages;
  private final Retention retention;
  private final Clock clock;

  Privacy(
      Overview overview,
      RecentJobs recent,
      JobQueue queue,
      Gallery gallery,
      Outbox outbox,
      Names names,
      Accounts accounts,
      Ledger ledger,
      AuditLog audit,
      Messages messages,
      Retention retention,
      Clock clock) {
    this.overview = overview;
    this.recent = recent;
    this.queue = queue;
    this.gallery = gallery;
    this.outbox = outbox;
    this.names = names;
    this.accounts = accounts;
    this.ledger = ledger;
    this.audit = audit;
    this.messages = messages;
    this.retention = retention;
    this.clock = clock;
  }

  void addTo(CommandHandlers handlers) {
    handlers
        .ask(CommandSpec.MYDATA, (ask, request) -> export(request.who()))
        .ask(
            CommandSpec.FORGET,
            (ask, request) ->
                request.said(
                    forget(request.who(), ask.word().equals(Optional.of(Ask.CONFIRMATION)))));
  }

  /** All that is kept about the person, as a JSON file. */
  private Reply.File export(Person who) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("platform", who.platform());
    all.put("id", who.id());
    all.put("name", names.of(who.key()));
    all.put("uniqueNames", names.handles(who.key()));
    all.put("language", who.locale());
    all.put("sharesAnAccountWith", others(who));
    all.put("jobs", overview.recent(who, RecentJobs.MOST).stream().map(Privacy::job).toList());
    all.put("pictures", used(who));
    all.put("decidedByModerators", acts(who));
    all.put(
        "kept",
        Map.of(
            "pictures", retention.pictures().toString(),
            "history", retention.history().toString()));
    String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    return new Reply.File(
        "vitrail-" + who.platform() + "-" + day + ".json", bytes(all), kept(who.locale()));
  }

  /**
   * The list says last that the job is gone: what was not erased until then is found by asking
   * again. A job that is only on its way into the queue stays on it, or nobody could ever erase it.
   */
  private boolean forget(Person who, String jobId) {
    // Asked for before the queue is: a job has an open entry until it was in the queue.
    boolean isExpected = ledger.find(jobId).isPresent();
    overview.card(jobId).ifPresent(gallery::erasePictures);
    if (!queue.forget(jobId) && isExpected) {
      return false;
    }
    outbox.wantRemoved(who.platform(), jobId);
    gallery.remove(who, jobId);
    return true;
  }

  private List<String> others(Person who) {
    return accounts.sharing(who.key()).stream().filter(key -> !key.equals(who.key())).toList();
  }

  private static Map<String, Object> job(JobCard card) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("id", card.id());
    job.put("kind", card.kind());
    job.put("prompt", card.prompt());
    job.put("style", card.style());
    job.put("seed", card.seed());
    job.put("count", card.imageCount());
    job.put("model", card.model());
    job.put("state", card.state());
    job.put("askedAt", card.submittedAt().toString());
    job.put("place", card.venue().community());
    job.put("channel", card.venue().channel());
    job.put("private", card.isPrivate());
    return job;
  }

  private Map<String, Object> used(Person who) {
    Map<String, Object> used = new LinkedHashMap<>();
    ledger
        .used(accounts.of(who.key()))
        .forEach((window, byScope) -> used.put(window.word(), byScope));
    return used;
  }

  private List<Map<String, Object>> acts(Person who) {
    String name = names.of(who.key());
    List<Map<String, Object>> acts = new ArrayList<>();
    for (AuditEntry entry :
        audit.newestAnywhere(
            Instant.EPOCH,
            it -> it.by().equals(who.key()) || it.concerns(who.key(), name),
            MAX_ACTS)) {
      Map<String, Object> act = new LinkedHashMap<>();
      act.put("number", entry.number());
      act.put("at", entry.at().toString());
      act.put("place", entry.community());
      act.put("command", entry.command());
      act.put("by", entry.by().equals(who.key()) ? "you" : "a moderator");
      act.put("reason", entry.reason());
      acts.add(act);
    }
    return acts;
  }

  private String kept(String locale) {
    DurationFormatter wording = new DurationFormatter(messages);
    return messages.text(
        locale,
        "mydata.text",
        wording.duration(locale, retention.pictures()),
        wording.duration(locale, retention.history()));
  }

  private byte[] bytes(Map<String, Object> all) {
    try {
      return json.writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers can be written.", e);
    }
  }

  /** What would be erased and what stays, or that it is done. */
  private String forget(Person who, boolean isConfirmed) {
    String locale = who.locale();
    if (!isConfirmed) {
      return messages.text(locale, "forget.ask");
    }
    int jobs = 0;
    for (String id : recent.of(who, RecentJobs.MOST)) {
      jobs += forget(who, id) ? 1 : 0;
    }
    names.forget(who.key());
    List<String> others = others(who);
    String done = messages.text(locale, "forget.done", jobs);
    return others.isEmpty()
        ? done
        : messages.text(
            locale,
            "text.sentences",
            done,
            messages.text(locale, "forget.others", String.join(", ", others)));
  }
}
