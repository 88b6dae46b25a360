package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.protocol.ExponentialBackoff;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.ServedOption;

/**
 * What a worker serves: which models there are, which of them are loaded, and why others cannot be.
 * One that cannot be loaded is tried again after a pause that grows, as every try may cost another
 * model its place in memory. One thread; what it is is read by others, too.
 */
final class ServedModels {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);
  private static final ExponentialBackoff BACKOFF =
      new ExponentialBackoff(Duration.ofSeconds(30), Duration.ofMinutes(10));

  /** Told of every model, as it takes none: older workers cannot do it. */
  private static final String MAKES_STICKERS = "STICKER";

  private final ModelProvider source;
  private final ModelPool pool;
  private final Duration jobTimeout;
  private final LongSupplier nanos;
  private final Map<String, Fault> faults = new HashMap<>();

  /** What loaded models said of themselves; it stays true while they are not loaded. */
  private final Map<String, ServedModel> known = new HashMap<>();

  /** The factor of the upscaler that each of them holds. */
  private final Map<String, Integer> factors = new HashMap<>();

  /** What people could ask loaded models for, by model and language. */
  private final Map<String, Map<String, Proposals>> proposals = new HashMap<>();

  private final CompletableFuture<String> firstLoaded = new CompletableFuture<>();
  private volatile List<String> ids = List.of();
  private volatile List<ServedModel> announced = List.of();

  /** Why a model cannot be loaded, and until when that is not tried again. */
  private record Fault(String reason, Duration pause, long untilNanos) {}

  /**
   * @param jobTimeout after which a job is ended
   */
  ServedModels(ModelProvider source, ModelPool pool, Duration jobTimeout, LongSupplier nanos) {
    this.source = source;
    this.pool = pool;
    this.jobTimeout = jobTimeout;
    this.nanos = nanos;
  }

  /** Looks again which models there are. */
  void refresh() {
    List<String> now = List.copyOf(source.ids());
    List<String> added = now.stream().filter(id -> !ids.contains(id)).toList();
    if (!ids.isEmpty() && !added.isEmpty()) {
      LOG.info("Also serving from now on: {}.", String.join(", ", added));
    }
    ids = now;
    note();
  }

  /** Asked by any thread. */
  List<String> ids() {
    return ids;
  }

  /** Completes with what the first one runs on, or fails with why it cannot be loaded. */
  CompletableFuture<String> firstLoaded() {
    return firstLoaded;
  }

  boolean isLoaded(String id) {
    return pool.isLoaded(id);
  }

  /** Notes how much memory a model takes that has been at work. */
  void measure(String id) {
    pool.measure(id);
  }

  /** Lets all other models go, as this one needs their memory. Returns whether there were any. */
  boolean letGoOfOthers(String id) {
    boolean hadOthers = pool.letGoOfOthers(id);
    note();
    return hadOthers;
  }

  /** As they are now; asked by any thread. */
  List<ServedModel> now() {
    return announced;
  }

  /** What people could ask those for that were loaded once, by model and language. */
  Map<String, Map<String, Proposals>> proposals() {
    return proposals;
  }

  /** Whether the last try to load a model failed. */
  boolean hasFailed(String id) {
    return faults.containsKey(id);
  }

  /**
   * Why jobs for a model are refused at the moment, in a sentence for the operator. When the pause
   * is over they are not, so that one of them shows whether it can be loaded again.
   */
  Optional<String> refusal(String id) {
    return Optional.ofNullable(faults.get(id))
        .filter(fault -> nanos.getAsLong() - fault.untilNanos < 0)
        .map(Fault::reason);
  }

  /**
   * A model, loaded if need be.
   *
   * @throws CannotLoad if that failed; {@link #refusal} says why from now on
   */
  ModelRunner open(String id) throws CannotLoad {
    boolean isNew = !pool.isLoaded(id);
    long start = nanos.getAsLong();
    try {
      ModelRunner runner = pool.open(id);
      faults.remove(id);
      if (isNew) {
        Duration took = Duration.ofNanos(nanos.getAsLong() - start);
        ImageModel model = runner.model();
        LOG.info(
            "Model {} is loaded on {} after {} ms; it judges {} pictures.",
            id,
            model.runsOn(),
            took.toMillis(),
            model.facts().can(Ability.JUDGES) ? "its" : "no");
        known.put(id, describe(id, model));
        factors.put(id, model.upscaler().factor());
        proposals.put(id, proposals(model));
        firstLoaded.complete(model.runsOn());
      }
      return runner;
    } catch (RuntimeException | Error e) {
      LOG.error("Model {} cannot be used: {}", id, e.getMessage(), e);
      Duration pause = pause(id);
      faults.put(
          id,
          new Fault(String.valueOf(e.getMessage()), pause, nanos.getAsLong() + pause.toNanos()));
      firstLoaded.completeExceptionally(e);
      throw new CannotLoad(e);
    } finally {
      note();
    }
  }

  private Duration pause(String id) {
    Fault before = faults.get(id);
    return before == null || ids.size() == 1 ? BACKOFF.first() : BACKOFF.next(before.pause());
  }

  /** A model could not be loaded. */
  static final class CannotLoad extends Exception {
    private static final long serialVersionUID = 1L;

    CannotLoad(Throwable cause) {
      super(cause.getMessage(), cause, false, false);
    }
  }

  private void note() {
    List<AvailableUpscaler> upscalers = source.upscalers();
    List<String> codecs = source.codecs().stream().map(AvailableCodec::id).toList();
    List<ServedModel> now = new ArrayList<>();
    for (String id : ids) {
      ServedModel said = known.get(id);
      State state =
          pool.isLoaded(id)
              ? State.LOADED
              : refusal(id).isPresent() ? State.BROKEN : State.UNLOADED;
      now.add(
          said == null
              ? new ServedModel(
                  id,
                  state,
                  Set.of(),
                  List.of(),
                  List.of(),
                  limits(id, Optional.empty()),
                  source.languages(id))
              : said.as(state, Upscalers.offered(factors.get(id), upscalers), codecs));
    }
    announced = List.copyOf(now);
  }

  private ServedModel describe(String id, ImageModel model) {
    return new ServedModel(
        id,
        State.LOADED,
        Stream.concat(
                model.facts().abilities().stream().map(Ability::name), Stream.of(MAKES_STICKERS))
            .collect(Collectors.toSet()),
        source.offered(id, model.options()).stream().map(ServedModels::option).toList(),
        List.of(),
        limits(id, model.facts().cells().map(it -> new ServedModel.Cells(it.columns(), it.rows()))),
        source.languages(id));
  }

  private ServedModel.Limits limits(String id, Optional<ServedModel.Cells> cells) {
    return new ServedModel.Limits(cells, source.mostPixels(id), Optional.of(jobTimeout));
  }

  private static Map<String, Proposals> proposals(ImageModel model) {
    Map<String, Proposals> byLanguage = new HashMap<>();
    model
        .proposals()
        .forEach(
            (language, it) ->
                byLanguage.put(language, Proposals.of(it.prompts(), it.things(), it.phrases())));
    return byLanguage;
  }

  private static ServedOption option(ModelOption option) {
    return option.accept(
        new ModelOption.Visitor<ServedOption>() {
          @Override
          public ServedOption range(ModelOption.Range range) {
            return new ServedOption.Range(
                range.name(), range.standard(), range.min(), range.max(), range.isWhole());
          }

          @Override
          public ServedOption choice(ModelOption.Choice choice) {
            return new ServedOption.Choice(choice.name(), choice.standard(), choice.names());
          }
        });
  }
}
