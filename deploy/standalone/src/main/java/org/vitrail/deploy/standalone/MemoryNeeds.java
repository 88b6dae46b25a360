package org.vitrail.deploy.standalone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.vitrail.config.ByteSize;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.RemoteFile;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * What models take of this machine's memory in each precision while they draw the pictures of a
 * prompt, told before their files are here, and what there is of it.
 */
final class MemoryNeeds {
  private final ModelShelf shelf;
  private final Precision chosen;
  private final OptionalLong freeOnGpu;
  private final OptionalLong free;

  /**
   * @param chosen the precision that is drawn in
   * @param freeOnGpu bytes; empty where no GPU is used
   * @param free of the machine's memory; empty where nobody tells
   */
  MemoryNeeds(ModelShelf shelf, Precision chosen, OptionalLong freeOnGpu, OptionalLong free) {
    this.shelf = shelf;
    this.chosen = chosen;
    this.freeOnGpu = freeOnGpu;
    this.free = free;
  }

  /** Where workers draw, and how they do. */
  static MemoryNeeds here(Settings settings, ModelShelf shelf) {
    return here(ModelLoader.runOptions(settings.worker()), shelf);
  }

  /** Where and how somebody draws. */
  static MemoryNeeds here(RunOptions asked, ModelShelf shelf) {
    // Of a precision that a GPU can have, so that one is found.
    RunOptions options = new RunOptions(asked.device(), Precision.BF16, asked.threads());
    ModelMemory memory = ModelMemory.of(options);
    return new MemoryNeeds(
        shelf,
        asked.precision(),
        memory instanceof ModelMemory.OfGpu ? memory.available() : OptionalLong.empty(),
        new ModelMemory.OfMachine().available());
  }

  /**
   * What a model takes in one precision.
   *
   * @param free bytes of where it would be; empty where nobody tells
   */
  private record Need(Precision precision, long bytes, boolean onGpu, OptionalLong free) {
    boolean fits() {
      return free.isEmpty() || bytes <= free.getAsLong();
    }

    String name() {
      return precision.name().toLowerCase(Locale.ROOT);
    }

    String amount() {
      return ByteSize.text(bytes);
    }

    String place() {
      return onGpu ? "GPU memory" : "memory";
    }

    String rest() {
      return ByteSize.text(free.orElse(0)) + " are free " + (onGpu ? "on the GPU" : "here");
    }
  }

  /**
   * As {@code memory: f32 7.1 GB ✔, bf16 or f16 4.5 GB ✔, int8 3.2 GB ✔ (15.0 GB are free here)};
   * empty where a model's shape is not known.
   */
  Optional<String> described(ModelEntry model) {
    Map<String, List<Need>> places =
        needs(model).stream().collect(Collectors.groupingBy(Need::place));
    return places.isEmpty()
        ? Optional.empty()
        : Optional.of(
            places.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(place -> place.getKey() + ": " + described(place.getValue()))
                .collect(Collectors.joining("; ")));
  }

  private static String described(List<Need> needs) {
    List<String> amounts = new ArrayList<>();
    String names = "";
    for (int i = 0; i < needs.size(); i++) {
      Need need = needs.get(i);
      names += names.isEmpty() ? need.name() : " or " + need.name();
      boolean last = i == needs.size() - 1;
      if (last || !needs.get(i + 1).amount().equals(need.amount())) {
        String mark = need.free().isEmpty() ? "" : need.fits() ? " ✔" : " ✘";
        amounts.add(names + " " + need.amount() + mark);
        names = "";
      }
    }
    Need any = needs.get(0);
    return String.join(", ", amounts) + (any.free().isEmpty() ? "" : " (" + any.rest() + ")");
  }

  /** A sentence where there is less memory than a model takes, with what helps. */
  Optional<String> obstacle(ModelEntry model) {
    List<Need> needs = needs(model);
    Precision taken = chosen == Precision.AUTO ? Precision.BF16 : chosen;
    return needs.stream()
        .filter(need -> need.precision() == taken && !need.fits())
        .findFirst()
        .map(
            need -> {
              Need least = needs.stream().min(Comparator.comparingLong(Need::bytes)).orElseThrow();
              String sentence =
                  "%s takes about %s of %s in %s, and %s."
                      .formatted(model.id(), need.amount(), need.place(), need.name(), need.rest());
              String more =
                  least.fits()
                      ? " In %1$s it takes %2$s: VITRAIL_WORKER_PRECISION=%1$s, or ./vitrail imagine --precision %1$s."
                          .formatted(least.name(), least.amount())
                      : " It cannot draw here as this machine is.";
              return sentence + more;
            });
  }

  /** What a model takes and what there is, in a sentence; empty where its shape is not known. */
  Optional<String> told(ModelEntry model) {
    return obstacle(model).or(() -> described(model).map(amounts -> "It takes " + amounts + "."));
  }

  /** In the order of their size; none where nothing tells the model's shape. */
  private List<Need> needs(ModelEntry model) {
    List<Need> needs = new ArrayList<>();
    if (!model.bundled()) {
      ModelFolder files = ModelLoader.places(model, shelf);
      Map<String, Long> fileBytes = fileBytes(model, files);
      for (Precision precision :
          List.of(Precision.F32, Precision.BF16, Precision.F16, Precision.INT8)) {
        boolean onGpu = freeOnGpu.isPresent() && precision != Precision.INT8;
        NumberBytes number =
            onGpu
                ? NumberBytes.onGpu(precision, Long.MAX_VALUE)
                : NumberBytes.onProcessor(precision);
        bytes(model, files, fileBytes, number)
            .ifPresent(
                bytes -> needs.add(new Need(precision, bytes, onGpu, onGpu ? freeOnGpu : free)));
      }
    }
    return needs;
  }

  private OptionalLong bytes(
      ModelEntry model, ModelFolder files, Map<String, Long> fileBytes, NumberBytes number) {
    try {
      return ModelLoader.family(model).memoryBytes(files, fileBytes, number, model.imageCount());
    } catch (CheckpointException e) {
      // What cannot be read is told of where files are checked.
      return OptionalLong.empty();
    }
  }

  /** Sizes of files by role: of those that are here, else those that the catalogue expects. */
  private Map<String, Long> fileBytes(ModelEntry model, ModelFolder files) {
    Map<String, Long> sizes = new HashMap<>(files.byteCounts());
    for (Pullable owner : model.withParts()) {
      for (RemoteFile file : shelf.store().published(owner)) {
        owner
            .files()
            .forEach(
                (role, name) -> {
                  if (name.equals(file.name()) && sizes.getOrDefault(role, 0L) == 0) {
                    sizes.put(role, file.expectedBytes());
                  }
                });
      }
    }
    return sizes;
  }
}
