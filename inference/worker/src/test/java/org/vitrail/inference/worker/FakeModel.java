package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Score;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.lexicon.Proposals;
import org.vitrail.inference.model.lexicon.Reading;
import org.vitrail.inference.model.lexicon.UnknownWord;
import org.vitrail.inference.model.upscaling.Upscaler;

/**
 * A family of a few lines without weights or PyTorch: coloured noise that follows from prompt, seed
 * and index. A prompt with "poison" breaks the step of everybody who shares it; one with "slowly"
 * is saved, taken up again and ended early. It knows no "armchair", but a chair.
 */
public final class FakeModel implements ImageModel {
  /** Of each picture. */
  public static final int STEPS = 16;

  /** Pixels along one side of a picture. */
  public static final int SIDE = 64;

  private static final Tokens STANDARD = new Tokens(2, 1, 64, 1);

  private final String id;
  private final Watcher watcher;

  /** Hears what the model does, and may hold it. */
  public interface Watcher {
    /** Asked before each step, which draws nothing unless it may. */
    default boolean mayStep() {
      return true;
    }

    /** Whether pictures can be seen before they are complete. */
    default boolean showsPreviews() {
      return true;
    }

    /** A request came into the batch. */
    default void joined(String requestId) {}

    /** What was drawn becomes pictures, or a picture is enlarged. */
    default void finishing() {}

    /** Asked again and again before each part of a tile, which is made once it may. */
    default boolean mayEnlarge() {
      return true;
    }

    /** Asked where a request has come to. */
    default void saving() {}

    /** A request is complete. */
    default void drawn(String requestId) {}

    /** The model was closed. */
    default void closed() {}
  }

  /** One that never waits. */
  public FakeModel(String id) {
    this(id, new Watcher() {});
  }

  public FakeModel(String id, Watcher watcher) {
    this.id = id;
    this.watcher = watcher;
  }

  /** What a request draws, in the order drawn. */
  public static List<Pixels> pictures(String prompt, long seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index -> {
              byte[] rgb = new byte[SIDE * SIDE * 3];
              new Random(31 * prompt.hashCode() + 17 * seed + index).nextBytes(rgb);
              return new Pixels(SIDE, SIDE, rgb);
            })
        .toList();
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts(
        id,
        "fake",
        "hash-of-" + id,
        SIDE,
        SIDE,
        STEPS,
        Set.of(
            Ability.VARY,
            Ability.INIT_IMAGE,
            Ability.IMAGE_PROMPTS,
            Ability.KEEP,
            Ability.END_EARLY),
        Optional.of(new ModelFacts.Cells(4, 4)));
  }

  @Override
  public String runsOn() {
    return "nothing";
  }

  @Override
  public List<ModelOption> options() {
    return STANDARD.choices(64);
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return STANDARD.with(named);
  }

  @Override
  public Optional<Reading> read(Request request) {
    List<UnknownWord> unknown =
        request.prompt().contains("armchair")
            ? List.of(new UnknownWord("armchair", List.of("chair")))
            : List.of();
    return Optional.of(new Reading("en", request.prompt(), unknown, Set.of(), 1, false));
  }

  @Override
  public Map<String, Proposals> proposals() {
    return Map.of("en", new Proposals(List.of("a cat of " + id), List.of("cat"), List.of()));
  }

  @Override
  public Batch newBatch(int imageCapacity) {
    return new FakeBatch(imageCapacity);
  }

  /** How red each is in its first pixel. */
  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return pictures.stream().map(each -> Map.of("red", (each.rgb()[0] & 0xff) / 255f)).toList();
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    watcher.finishing();
    stages.accept(PipelineStage.DECODING);
    List<Pixels> pictures = drawn.pictures();
    stages.accept(PipelineStage.RANKING);
    List<RankedPicture> ranked = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      Score score = new Score(Ranking.CLIP, pictures.get(i).rgb()[0] / 128f);
      ranked.add(
          new RankedPicture(
              i, drawn.states().get(i), score, pictures.get(i), drawn.captions().get(i), Map.of()));
    }
    ranked.sort(Comparator.comparing(RankedPicture::score, Score.BEST_FIRST));
    return ranked;
  }

  @Override
  public Upscaler upscaler() {
    return new FakeUpscaler(4, watcher);
  }

  @Override
  public void close() {
    watcher.closed();
  }

  /** The prompt, and what is seen of pictures to draw towards. */
  private static String towards(Request request) {
    return request.imagePrompts().stream()
        .map(it -> it.weight() + " " + Arrays.hashCode(it.pixels().rgb()))
        .collect(Collectors.joining(" ", request.prompt(), ""));
  }

  /** Steps that are done when a request joins. */
  private static int begun(Request request) {
    return request.beginning().resumedFrom().map(saved -> (int) saved[1]).orElse(0);
  }

  private record FakeDrawn(Request request) implements Drawn {
    @Override
    public List<Pixels> pictures() {
      return FakeModel.pictures(towards(request), request.seed(), request.imageCount());
    }

    @Override
    public List<byte[]> states() {
      return IntStream.range(0, request.imageCount())
          .mapToObj(index -> TokenState.of(IntStream.generate(() -> index).limit(STEPS).toArray()))
          .toList();
    }
  }

  private final class FakeBatch implements Batch {
    private final int capacity;
    private final Map<Request, Integer> steps = new LinkedHashMap<>();

    FakeBatch(int capacity) {
      this.capacity = capacity;
    }

    @Override
    public int freeImages() {
      return capacity - steps.keySet().stream().mapToInt(Request::imageCount).sum();
    }

    @Override
    public boolean isEmpty() {
      return steps.isEmpty();
    }

    @Override
    public void join(Request request) {
      steps.put(request, begun(request));
      watcher.joined(request.id());
    }

    @Override
    public List<Drawn> step() {
      if (!watcher.mayStep()) {
        return List.of();
      }
      if (steps.keySet().stream().anyMatch(request -> request.prompt().contains("poison"))) {
        throw new IllegalStateException("A number is none.");
      }
      steps.replaceAll((request, done) -> done + 1);
      List<Drawn> complete = new ArrayList<>();
      steps.forEach(
          (request, done) -> {
            if (done == STEPS) {
              complete.add(new FakeDrawn(request));
            }
          });
      for (Drawn drawn : complete) {
        steps.remove(drawn.request());
        watcher.drawn(drawn.request().id());
      }
      return complete;
    }

    @Override
    public void leave(String requestId) {
      steps.keySet().removeIf(request -> request.id().equals(requestId));
    }

    @Override
    public DrawProgress progress(String requestId) {
      return new DrawProgress(steps.get(request(requestId)), STEPS);
    }

    @Override
    public Optional<List<Pixels>> preview(String requestId) {
      Request request = request(requestId);
      return steps.get(request) > 1 && watcher.showsPreviews()
          ? Optional.of(new FakeDrawn(request).pictures())
          : Optional.empty();
    }

    @Override
    public Optional<byte[]> save(String requestId) {
      Request request = request(requestId);
      watcher.saving();
      return request.prompt().contains("slowly")
          ? Optional.of(new byte[] {1, steps.get(request).byteValue()})
          : Optional.empty();
    }

    @Override
    public Optional<Drawn> endEarly(String requestId) {
      Request request = request(requestId);
      if (!request.prompt().contains("slowly")) {
        return Optional.empty();
      }
      leave(requestId);
      return Optional.of(new FakeDrawn(request));
    }

    private Request request(String id) {
      return steps.keySet().stream().filter(it -> it.id().equals(id)).findFirst().orElseThrow();
    }
  }
}
