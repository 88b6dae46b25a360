package org.vitrail.bot.core.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.core.community.AuditEntry;
import org.vitrail.bot.core.community.AuditLog;
import org.vitrail.bot.core.jobview.Overview;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.config.Messages;

/**
 * What is kept about a person.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
final class PersonalData {
  private static final int MAX_ACTS = 1_000;

  private final ObjectMapper json =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private final Overview overview;
  private final Names names;
  private final Accounts accounts;
  private final Ledger ledger;
  private final AuditLog audit;
  private final Retention retention;
  private final Messages messages;

  PersonalData(
      Overview overview,
      Names names,
      Accounts accounts,
      Ledger ledger,
      AuditLog audit,
      Retention retention,
      Messages messages) {
    this.overview = overview;
    this.names = names;
    this.accounts = accounts;
    this.ledger = ledger;
    this.audit = audit;
    this.retention = retention;
    this.messages = messages;
  }

  /** All that is kept about the person, as JSON. */
  byte[] json(Person who) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("platform", who.platform());
    all.put("id", who.id());
    all.put("name", names.of(who.key()));
    all.put("uniqueNames", names.handles(who.key()));
    all.put("language", who.locale());
    all.put("sharesAnAccountWith", others(who));
    all.put("jobs", overview.recent(who, RecentJobs.MOST).stream().map(PersonalData::job).toList());
    all.put("pictures", used(who));
    all.put("decidedByModerators", acts(who));
    all.put(
        "kept",
        Map.of(
            "pictures", retention.pictures().toString(),
            "history", retention.history().toString()));
    try {
      return json.writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers can be written.", e);
    }
  }

  /** Whoever shares an account with the person. */
  List<String> others(Person who) {
    return accounts.sharing(who.key()).stream().filter(key -> !key.equals(who.key())).toList();
  }

  private static Map<String, Object> job(JobCard card) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("id", card.id());
    job.put("kind", word(card.request().kind()));
    job.put("prompt", card.request().prompt());
    job.put("style", card.request().style());
    job.put("seed", card.request().seed());
    job.put("count", card.request().imageCount());
    job.put("model", card.request().model());
    job.put("state", word(card.status().state()));
    job.put("askedAt", card.request().at().toString());
    job.put("place", card.venue().community());
    job.put("channel", card.venue().channel());
    job.put("private", card.isPrivate());
    return job;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
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

  /** How long all of it is kept, in words. */
  String kept(String locale) {
    DurationFormatter wording = new DurationFormatter(messages);
    return messages.text(
        locale,
        "mydata.text",
        wording.duration(locale, retention.pictures()),
        wording.duration(locale, retention.history()));
  }
}
