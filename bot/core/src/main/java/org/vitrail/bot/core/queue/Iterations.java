package org.vitrail.bot.core.queue;

import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.admission.AdmissionRequest.Pictures;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.ModelCost;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.ImageTask.Draw;

/**
 * How long and how large models draw that do so by iterations: what people choose by the options
 * {@code iterations}, {@code width} and {@code height}, and what it counts for.
 */
public final class Iterations {
  /** The option's name; others have no such option. */
  public static final String OPTION = "iterations";

  /** Until somebody stops it. */
  private static final int ENDLESS = -1;

  private Iterations() {}

  /** Whether a model of such draws it. */
  public static boolean areIn(Draw draw) {
    return draw.options().containsKey(OPTION);
  }

  /** Whether it is drawn until somebody stops it. */
  static boolean isEndless(ImageTask task) {
    return task.asDraw().filter(draw -> draw.number(OPTION) == ENDLESS).isPresent();
  }

  /** The same, stopped after so many at the latest. */
  static ImageTask bounded(ImageTask task, long most) {
    return task.asDraw()
        .<ImageTask>map(draw -> draw.with(OPTION, Long.toString(most)))
        .orElse(task);
  }

  /** The most that a model draws; 0 where it has no such option. */
  static long most(ModelMenu.Item model) {
    return Optional.ofNullable(model.options().get(OPTION))
        .map(
            values ->
                values.accept(
                    new AllowedValues.Visitor<Long>() {
                      @Override
                      public Long range(OptionRange range) {
                        return range.max().longValue();
                      }

                      @Override
                      public Long choice(OptionChoice choice) {
                        return 0L;
                      }
                    }))
        .orElse(0L);
  }

  /** What a task asks for, as it is held against limits and quotas. */
  static Pictures pictures(ImageTask task, Optional<ModelCost> cost) {
    Optional<Draw> draw = task.asDraw();
    int iterations = draw.map(it -> it.number(OPTION)).orElse(0);
    int width = draw.map(it -> it.number("width")).orElse(0);
    int height = draw.map(it -> it.number("height")).orElse(0);
    double each =
        iterations > 0 ? cost.map(it -> it.pictures(iterations, width, height)).orElse(1.) : 1;
    return new Pictures(
        task.imageCount(),
        (int) Math.ceil(Math.min(Integer.MAX_VALUE, task.countedImages() * each)),
        Math.max(0, iterations),
        Math.max(width, height));
  }
}
