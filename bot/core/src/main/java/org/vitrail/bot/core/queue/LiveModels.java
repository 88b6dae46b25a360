package org.vitrail.bot.core.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.catalogue.AnnouncedModel;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelEnlargement;
import org.vitrail.bot.command.catalogue.ModelPresence;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.config.SettingsException;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedOption;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which models somebody draws with, in whatever process: those with a live worker that can load
 * them, and those that had one a moment ago, as a worker that is restarted comes back. Never
 * throws, and may be asked at every key that somebody types. Safe for several threads.
 */
public final class LiveModels {
  private static final Logger LOG = LoggerFactory.getLogger(LiveModels.class);

  /** A restart with minutes of loading; whoever asks meanwhile waits for it. */
  static final Duration GRACE = Duration.ofMinutes(5);

  /** A second-old answer is as good as a new one. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Kilobytes that only change with the model. */
  private static final Duration PROPOSED = Duration.ofSeconds(30);

  /** Redis is asked more rarely while it does not answer, which may take it seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** More models than one instance has. */
  private static final int MAX_MODELS = 100;

  private static final ServedOption.Visitor<AllowedValues> VALUES =
      new ServedOption.Visitor<>() {
        @Override
        public AllowedValues range(ServedOption.Range range) {
          return new OptionRange(
              number(range.standard()),
              Optional.of(number(range.min())),
              Optional.empty(),
              number(range.max()),
              range.isWhole() ? Optional.of(true) : Optional.empty());
        }

        @Override
        public AllowedValues choice(ServedOption.Choice choice) {
          return new OptionChoice(choice.standard(), choice.names());
        }
      };

  private final JobQueue queue;
  private final Predicate<String> isHere;
  private final Ticker ticker;
  private final Cache<String, Boolean> asked;
  private final Cache<String, Boolean> seen;
  private final Cache<String, Boolean> broken;
  private final Cache<String, AnnouncedModel> announced;
  private final Cache<String, Long> mostPixels;
  private final Cache<String, Optional<Proposals>> proposed;
  private volatile long askAgainNanos;

  /**
   * @param isHere whether a model's files are on this machine
   */
  public LiveModels(JobQueue queue, Predicate<String> isHere, Ticker ticker) {
    this.queue = queue;
    this.isHere = isHere;
    this.ticker = ticker;
    this.askAgainNanos = ticker.read();
    this.asked = cache(FRESH, ticker);
    this.seen = cache(GRACE, ticker);
    this.broken = cache(GRACE, ticker);
    this.announced = cache(GRACE, ticker);
    this.mostPixels = cache(GRACE, ticker);
    this.proposed = cache(PROPOSED, ticker);
  }

  /**
   * Whether a job for the model would be drawn, and if not, why. While Redis is away, what was
   * known before holds.
   */
  public ModelPresence presence(String model) {
    look(model);
    if (broken.getIfPresent(model) != null) {
      return ModelPresence.BROKEN;
    }
    if (seen.getIfPresent(model) != null) {
      return ModelPresence.SERVED;
    }
    return isHere.test(model) ? ModelPresence.STOPPED : ModelPresence.ABSENT;
  }

  /**
   * What all workers of the model that know it can do; empty where nobody has said anything lately,
   * as long as no worker has loaded it.
   */
  public Optional<AnnouncedModel> announced(String model) {
    look(model);
    return Optional.ofNullable(announced.getIfPresent(model));
  }

  /**
   * The most pixels of a picture that all workers of the model have the memory for, whether they
   * have loaded it or not; empty where nobody has said anything lately.
   */
  public OptionalLong mostPixels(String model) {
    look(model);
    Long most = mostPixels.getIfPresent(model);
    return most == null ? OptionalLong.empty() : OptionalLong.of(most);
  }

  /**
   * What a model could be asked for in a language; empty where nobody says so, or while Redis is
   * away.
   */
  public Optional<Proposals> proposals(String model, String language) {
    String key = language + " " + model;
    Optional<Proposals> known = proposed.getIfPresent(key);
    if (known != null) {
      return known;
    }
    if (ticker.read() - askAgainNanos < 0) {
      return Optional.empty();
    }
    try {
      Optional<Proposals> found = queue.announcements().proposals(model, language);
      proposed.put(key, found);
      return found;
    } catch (JedisException | IllegalArgumentException e) {
      LOG.debug("What {} could be asked for is not known now: {}", model, e.getMessage());
      askAgainNanos = ticker.read() + PAUSE.toNanos();
      return Optional.empty();
    }
  }

  private void look(String model) {
    if (ticker.read() - askAgainNanos >= 0 && asked.getIfPresent(model) == null) {
      try {
        if (queue.hasWorker(model)) {
          seen.put(model, true);
          hear(model);
        }
        asked.put(model, true);
      } catch (JedisException e) {
        LOG.debug("Whether {} is drawn with is not known now: {}", model, e.getMessage());
        askAgainNanos = ticker.read() + PAUSE.toNanos();
      }
    }
  }

  private void hear(String model) {
    // In the order of their names, so that what two say differently is the same each time.
    List<ServedModel> said =
        new TreeMap<>(queue.announcements().all())
            .values().stream().flatMap(List::stream).filter(it -> it.id().equals(model)).toList();
    List<ServedModel> drawing = said.stream().filter(ServedModel::draws).toList();
    if (drawing.isEmpty() && !said.isEmpty()) {
      broken.put(model, true);
    } else {
      broken.invalidate(model);
    }
    drawing.stream()
        .flatMapToLong(it -> it.limits().mostPixels().stream())
        .min()
        .ifPresent(it -> mostPixels.put(model, it));
    drawing.stream()
        .filter(ServedModel::isKnown)
        .map(LiveModels::announcement)
        .reduce(AnnouncedModel::and)
        .ifPresent(it -> announced.put(model, it));
  }

  private static AnnouncedModel announcement(ServedModel said) {
    Map<String, AllowedValues> options = new LinkedHashMap<>();
    for (ServedOption option : said.options()) {
      values(option).ifPresent(it -> options.put(option.name(), it));
    }
    return new AnnouncedModel(
        Stream.of(ModelAbility.values())
            .filter(ability -> said.abilities().contains(ability.name()))
            .collect(Collectors.toSet()),
        options,
        said.enlargements().stream()
            .map(it -> new ModelEnlargement(it.factor(), it.denoises()))
            .toList(),
        said.limits().cells(),
        said.languages(),
        said.codecs());
  }

  /** Empty for what makes no sense: an option nobody can choose is no reason to fail. */
  private static Optional<AllowedValues> values(ServedOption option) {
    try {
      return Optional.of(option.accept(VALUES));
    } catch (SettingsException | IllegalArgumentException e) {
      LOG.debug("What is announced of the option {} cannot be chosen.", option.name());
      return Optional.empty();
    }
  }

  private static BigDecimal number(double value) {
    BigDecimal number = BigDecimal.valueOf(value).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  private static <T> Cache<String, T> cache(Duration lasts, Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(lasts)
        .ticker(ticker)
        .maximumSize(MAX_MODELS)
        .build();
  }
}
