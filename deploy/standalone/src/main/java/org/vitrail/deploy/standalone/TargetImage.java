package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.protocol.ImageTask.Draw;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A picture on this machine to draw towards, and how much it counts: {@code FILE} or {@code
 * FILE:WEIGHT}.
 */
record TargetImage(Path file, float weight) {
  static final String OPTION = "--target-image";

  private static final Pattern WEIGHTED = Pattern.compile("(.+):([-+]?[\\w.,]*)");
  private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");

  /**
   * Reads what was typed, the pictures included.
   *
   * @throws ParameterException if they are too many, a weight is none, a file is no picture, or the
   *     model draws towards none
   */
  static List<ImagePrompt> read(
      List<String> typed, ModelEntry model, ModelCatalogue catalogue, CommandLine command)
      throws IOException {
    if (typed.size() > Draw.MOST_TARGETS) {
      throw usage(
          command,
          "%d pictures are not allowed; give up to %d.".formatted(typed.size(), Draw.MOST_TARGETS));
    }
    if (!typed.isEmpty() && !drawsTowards(model)) {
      throw usage(
          command,
          "the model %s draws towards no picture. Choose one that does with --model (%s), or leave"
                  .formatted(
                      model.id(),
                      catalogue.entries().stream()
                          .filter(TargetImage::drawsTowards)
                          .map(ModelEntry::id)
                          .collect(Collectors.joining(", ")))
              + " the picture out.");
    }
    List<ImagePrompt> prompts = new ArrayList<>();
    for (String each : typed) {
      TargetImage target = of(each, command);
      prompts.add(new ImagePrompt(InitImageFile.read(target.file, OPTION, command), target.weight));
    }
    return prompts;
  }

  private static boolean drawsTowards(ModelEntry model) {
    return ModelLoader.family(model).abilities().contains(Ability.IMAGE_PROMPTS);
  }

  private static TargetImage of(String typed, CommandLine command) {
    Matcher weighted = WEIGHTED.matcher(typed);
    if (Files.exists(Path.of(typed)) || !weighted.matches()) {
      return new TargetImage(Path.of(typed), 1);
    }
    String behind = weighted.group(2);
    double weight = NUMBER.matcher(behind).matches() ? Double.parseDouble(behind) : 0;
    if (weight == 0 || Math.abs(weight) > Draw.MOST_WEIGHT) {
      throw usage(
          command,
          "%s is no weight for %s; give a number from -%d to %d, but not 0, as in style.png:0.5."
              .formatted(
                  Printable.text(behind),
                  Printable.text(weighted.group(1)),
                  Draw.MOST_WEIGHT,
                  Draw.MOST_WEIGHT));
    }
    return new TargetImage(Path.of(weighted.group(1)), (float) weight);
  }

  private static ParameterException usage(CommandLine command, String sentence) {
    return new ParameterException(command, OPTION + ": " + sentence);
  }
}
