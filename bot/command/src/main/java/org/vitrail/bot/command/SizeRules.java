package org.vitrail.bot.command;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.Messages;
import org.vitrail.config.ModelCost;

/** How large pictures may be whose models let people choose it: at most as memory allows. */
public final class SizeRules {
  /** Pixels that codecs put into a token; sides that are no multiple of it are cut to one. */
  private static final int STEP = 16;

  /** Smaller pictures show nothing. */
  private static final int SHORTEST_SIDE = 32;

  private final Messages messages;

  public SizeRules(Messages messages) {
    this.messages = messages;
  }

  /**
   * The sentence about a size that is too small, or that does not fit, with the largest of the same
   * shape that does; empty where it fits, and where nobody tells.
   *
   * @param options of a picture by name; 0 or none for the model's own {@code width} and {@code
   *     height}
   * @param cost tells the model's own side
   * @param mostPixels that fit into the memory
   */
  public Optional<Sentence> mistake(
      Map<String, String> options, Optional<ModelCost> cost, OptionalLong mostPixels) {
    int own = cost.map(ModelCost::side).orElse(0);
    long width = side(options, "width", own);
    long height = side(options, "height", own);
    if (isTooSmall(options, "width") || isTooSmall(options, "height")) {
      return Optional.of(
          Sentence.of(
              messages,
              "job.too-small",
              String.valueOf(width),
              String.valueOf(height),
              String.valueOf(SHORTEST_SIDE)));
    }
    if (mostPixels.isEmpty() || width * height <= mostPixels.getAsLong()) {
      return Optional.empty();
    }
    double scale = Math.sqrt((double) mostPixels.getAsLong() / width / height);
    return Optional.of(
        Sentence.of(
            messages,
            "job.too-large",
            String.valueOf(width),
            String.valueOf(height),
            String.valueOf(stepped(width * scale)),
            String.valueOf(stepped(height * scale))));
  }

  private static boolean isTooSmall(Map<String, String> options, String name) {
    return side(options, name, SHORTEST_SIDE) < SHORTEST_SIDE;
  }

  private static long side(Map<String, String> options, String name, int own) {
    String chosen = options.get(name);
    // What is no whole number is refused by the option's own rule.
    long pixels = chosen != null && chosen.matches("\\d{1,9}") ? Long.parseLong(chosen) : 0;
    return pixels == 0 ? own : pixels;
  }

  private static long stepped(double side) {
    return Math.max(1, (long) side / STEP) * STEP;
  }
}
