package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.ServedModel.Enlargement;

/**
 * What enlarges a model's pictures, the best first: what was made for them, then what was pulled,
 * in the order in which its operator lists it, then what the model was lent. Who chooses no factor
 * gets that of the network that the model holds, by the best network that has it.
 */
record Upscalers(Upscaler held, boolean isOwn, List<AvailableUpscaler> pulled) {
  Upscalers {
    pulled = List.copyOf(pulled);
  }

  /** A job asks for what no network here does; ends it. */
  static final class CannotUpscale extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failed outcome;

    CannotUpscale(String reason, String sentence) {
      super(sentence, null, false, false);
      this.outcome = new Failed(reason, sentence);
    }

    Failed outcome() {
      return outcome;
    }
  }

  /** The network that a model holds, which stays loaded as long as the model. */
  private record Held(Upscaler network) implements AvailableUpscaler {
    @Override
    public String id() {
      return "";
    }

    @Override
    public int factor() {
      return network.factor();
    }

    @Override
    public boolean denoises() {
      return false;
    }

    @Override
    public Upscaler open(OptionalDouble denoise) {
      return new Upscaler() {
        @Override
        public int factor() {
          return network.factor();
        }

        @Override
        public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
          return network.upscale(pictures, listener);
        }

        @Override
        public void close() {
          // The model goes on with it.
        }
      };
    }
  }

  private List<AvailableUpscaler> all() {
    List<AvailableUpscaler> all = new ArrayList<>(pulled);
    all.add(isOwn ? 0 : all.size(), new Held(held));
    return all;
  }

  /**
   * What people may choose from, first what those get who do not choose.
   *
   * @param held factor of the network that the model holds
   */
  static List<Enlargement> offered(int held, List<AvailableUpscaler> pulled) {
    Map<Integer, Boolean> denoises = new TreeMap<>();
    denoises.put(held, false);
    pulled.forEach(it -> denoises.merge(it.factor(), it.denoises(), Boolean::logicalOr));
    List<Enlargement> offered = new ArrayList<>();
    denoises.forEach(
        (factor, does) ->
            offered.add(factor == held ? 0 : offered.size(), new Enlargement(factor, does)));
    return offered;
  }

  private List<Enlargement> offered() {
    return offered(held.factor(), pulled);
  }

  /**
   * The best network that does what a job asks for.
   *
   * @throws CannotUpscale if there is none, naming those that there are
   */
  AvailableUpscaler choose(OptionalInt factor, OptionalDouble denoise) throws CannotUpscale {
    List<AvailableUpscaler> able =
        all().stream()
            .filter(it -> factor.isEmpty() || it.factor() == factor.getAsInt())
            .filter(it -> denoise.isEmpty() || it.denoises())
            .toList();
    return able.stream()
        .filter(it -> it.factor() == factor.orElse(held.factor()))
        .findFirst()
        .or(() -> able.stream().findFirst())
        .orElseThrow(() -> new CannotUpscale(Failed.UPSCALER_MISSING, missing(factor, denoise)));
  }

  private String missing(OptionalInt factor, OptionalDouble denoise) {
    return "No network here enlarges%s%s; there is %s. The operator can get others: see ./vitrail models list."
        .formatted(
            factor.isPresent() ? " " + factor.getAsInt() + " times" : "",
            denoise.isPresent() ? " and removes noise as chosen" : "",
            offered().stream().map(Upscalers::text).collect(Collectors.joining(", ")));
  }

  private static String text(Enlargement offered) {
    return "×" + offered.factor() + (offered.denoises() ? " (also with --denoise)" : "");
  }

  /**
   * Refuses a picture that would become too large.
   *
   * @throws CannotUpscale naming the factors by which it can be enlarged
   */
  void requireSize(Upscale task, Pixels picture, int factor) throws CannotUpscale {
    if (pixels(picture, factor) <= Upscale.MOST_PIXELS) {
      return;
    }
    String smaller =
        offered().stream()
            .map(Enlargement::factor)
            .filter(it -> pixels(picture, it) <= Upscale.MOST_PIXELS)
            .sorted()
            .map(it -> "×" + it)
            .collect(Collectors.joining(", "));
    throw new CannotUpscale(
        Failed.TOO_LARGE,
        "Picture %d of job %s has %d × %d pixels. Enlarged %d times it would have %d megapixels, and %d are the most. %s"
            .formatted(
                task.pictureNumber(),
                task.sourceJobId(),
                picture.width(),
                picture.height(),
                factor,
                (pixels(picture, factor) + 999_999) / 1_000_000,
                Upscale.MOST_PIXELS / 1_000_000,
                smaller.isEmpty() ? "It is large enough as it is." : "Choose " + smaller + "."));
  }

  private static long pixels(Pixels picture, int factor) {
    return (long) picture.width() * picture.height() * factor * factor;
  }
}
