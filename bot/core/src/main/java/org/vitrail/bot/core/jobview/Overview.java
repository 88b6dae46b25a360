package org.vitrail.bot.core.jobview;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.bot.command.ImagineOption;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelEnlargement;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.wording.DurationFormatter;
import org.vitrail.bot.command.wording.LanguageHint;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.queue.Lanes;
import org.vitrail.bot.core.queue.Lanes.Pulse;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.JobQueue;

/**
 * What stands in the queue, what a person had drawn, and which models there are, as lists of cards
 * or lines of plain text.
 *
 * <p>Methods that look at jobs throw {@link redis.clients.jedis.exceptions.JedisException} when
 * Redis does not answer.
 */
public final class Overview {
  private static final int HISTORY_LINES = 10;

  private final JobQueue queue;
  private final Lanes lanes;
  private final Cards cards;
  private final RecentJobs recent;
  private final ModelMenu models;
  private final Messages messages;
  private final DurationFormatter wording;

  public Overview(
      JobQueue queue,
      Lanes lanes,
      Cards cards,
      RecentJobs recent,
      ModelMenu models,
      Messages messages) {
    this.queue = queue;
    this.lanes = lanes;
    this.cards = cards;
    this.recent = recent;
    this.models = models;
    this.messages = messages;
    this.wording = new DurationFormatter(messages);
  }

  /**
   * A person's jobs, newest first. One that is not in the queue has expired, or is on its way
   * there: it is passed over and stays on the list.
   */
  public List<JobCard> recent(Person who, int limit) {
    return recent.of(who, RecentJobs.MOST).stream()
        .flatMap(id -> cards.find(id).stream())
        .limit(limit)
        .toList();
  }

  /** How long each model's queue is, and where the person stands in it. */
  public String queue(Person who) {
    String locale = who.locale();
    List<String> lines = new ArrayList<>();
    models.all().stream()
        // Jobs may wait for a model that was offered when they were asked for.
        .filter(model -> models.isOffered(model) || queue.depth(model.id()) > 0)
        .forEach(model -> lines.add(lane(model.id(), locale)));
    List<JobCard> own =
        recent(who, RecentJobs.MOST).stream().filter(card -> !card.isFinal()).toList();
    own.forEach(card -> lines.add(own(card, locale)));
    if (own.isEmpty()) {
      lines.add(messages.text(locale, "queue.none-yours"));
    }
    return String.join("\n", lines);
  }

  /** A line for each of the newest jobs. */
  public String history(Person who) {
    String locale = who.locale();
    List<JobCard> newest = recent(who, HISTORY_LINES);
    if (newest.isEmpty()) {
      return messages.text(locale, "history.empty");
    }
    return String.join(
        "\n",
        newest.stream()
            .map(
                card ->
                    messages.text(
                        locale,
                        "history.line",
                        card.id(),
                        card.status().text(),
                        title(card, locale)))
            .toList());
  }

  /** Two lines for each model: what it is, and what it lets people choose. */
  public String models(String locale) {
    return String.join("\n", models.items().stream().map(item -> about(item, locale)).toList());
  }

  private String about(ModelMenu.Item item, String locale) {
    String what =
        messages.text(
            locale,
            models.isStandard(item) ? "models.standard" : "models.line",
            item.id(),
            item.title(),
            item.description());
    List<String> facts = new ArrayList<>();
    item.options().forEach((name, range) -> facts.add("--" + name + " " + range.shown()));
    // What nobody has announced yet is not told either way.
    if (item.abilities().isPresent()) {
      boolean takesPictures = item.can(ModelAbility.INIT_IMAGE);
      boolean varies = item.can(ModelAbility.VARY);
      facts.add(messages.text(locale, takesPictures ? "models.picture" : "models.picture-not"));
      facts.add(messages.text(locale, varies ? "models.vary" : "models.vary-not"));
      if (item.can(ModelAbility.ASPECT)) {
        facts.add(ImagineOption.ASPECT.flag());
      }
      if (item.can(ModelAbility.IMAGE_PROMPTS)) {
        facts.add(ImagineOption.TARGET.flag());
      }
    }
    if (!item.enlargements().isEmpty()) {
      facts.add(messages.text(locale, "models.enlarges", ModelEnlargement.factors(item)));
    }
    if (!item.languages().isEmpty()) {
      String names = LanguageHint.names(item.languages(), locale);
      facts.add(messages.text(locale, "models.reads", names));
    }
    return facts.isEmpty() ? what : what + "\n  " + String.join(" · ", facts);
  }

  private String lane(String model, String locale) {
    String depth = messages.text(locale, "queue.depth", model, queue.depth(model));
    Pulse pulse = lanes.pulse(model);
    if (!pulse.hasWorker()) {
      return both(locale, depth, messages.text(locale, "queue.no-worker"));
    }
    return lanes
        .left(model)
        .map(left -> messages.text(locale, "queue.all-eta", left.in(locale, wording)))
        .map(words -> both(locale, depth, words))
        .orElse(depth);
  }

  /** Languages differ in what stands between two sentences. */
  private String both(String locale, String one, String other) {
    return messages.text(locale, "text.sentences", one, other);
  }

  private String own(JobCard card, String locale) {
    return card.status()
        .eta()
        .map(
            eta ->
                messages.text(
                    locale,
                    "queue.yours-eta",
                    card.id(),
                    card.status().text(),
                    eta.in(locale, wording)))
        .orElseGet(() -> messages.text(locale, "queue.yours", card.id(), card.status().text()));
  }

  private String title(JobCard card, String locale) {
    return card.request()
        .source()
        .map(
            source ->
                messages.text(
                    locale,
                    card.isSticker() ? "history.sticker" : "history.enlarged",
                    source.jobId(),
                    source.picture()))
        .orElse(card.request().prompt());
  }
}
