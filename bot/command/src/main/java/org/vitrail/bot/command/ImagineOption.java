package org.vitrail.bot.command;

import java.util.List;
import java.util.Locale;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.catalogue.ModelTraits;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.AspectRatio;

/**
 * An option of {@code /imagine} by name; what it allows is in {@link CommandRules}. A few are there
 * whatever is drawn with, the others are models' own.
 *
 * @param word without the dashes
 * @param placeholder of the value that follows; empty for none, where naming it says yes
 */
public record ImagineOption(String word, String placeholder, OptionKind kind) {
  public static final ImagineOption SEED = new ImagineOption("seed", "N", OptionKind.SEED);
  public static final ImagineOption COUNT = new ImagineOption("count", "N", OptionKind.WHOLE);

  /** How wide the pictures are to how high. */
  public static final ImagineOption ASPECT =
      new ImagineOption(AspectRatio.OPTION, "W:H", OptionKind.ASPECT);

  public static final ImagineOption MODEL = new ImagineOption("model", "ID", OptionKind.MODEL);

  /** What an optimised picture is made of: another codec is another model. */
  public static final ImagineOption CODEC =
      new ImagineOption(ModelTraits.CODEC_OPTION, "ID", OptionKind.CODEC);

  public static final ImagineOption STYLE = new ImagineOption("style", "ID", OptionKind.STYLE);
  public static final ImagineOption KEEP = new ImagineOption("keep", "SIDE", OptionKind.KEEP);

  /** Whether the picture that is sent along is one to draw towards. */
  public static final ImagineOption TARGET =
      new ImagineOption("target-image", "", OptionKind.YES_NO);

  /** How much it counts against the prompt. */
  public static final ImagineOption TARGET_WEIGHT =
      new ImagineOption("target-weight", "X", OptionKind.DECIMAL);

  /** Whether a film is wanted of how the pictures come into being. */
  public static final ImagineOption VIDEO = new ImagineOption("video", "", OptionKind.YES_NO);

  public static final ImagineOption PRIVATE = new ImagineOption("private", "", OptionKind.YES_NO);

  /** Those that are no model's own. */
  static final List<ImagineOption> OF_ALL_MODELS =
      List.of(
          SEED, COUNT, ASPECT, MODEL, CODEC, STYLE, KEEP, TARGET, TARGET_WEIGHT, VIDEO, PRIVATE);

  /** One that a model's entry in the catalogue names. */
  static ImagineOption own(String name, AllowedValues values) {
    return values.accept(
        new AllowedValues.Visitor<ImagineOption>() {
          @Override
          public ImagineOption range(OptionRange range) {
            return range.isWhole()
                ? new ImagineOption(name, "N", OptionKind.WHOLE)
                : new ImagineOption(name, "X", OptionKind.DECIMAL);
          }

          @Override
          public ImagineOption choice(OptionChoice choice) {
            return new ImagineOption(name, "NAME", OptionKind.NAME);
          }
        });
  }

  /** Whether it is a model's own. */
  boolean isOwn() {
    return !OF_ALL_MODELS.contains(this);
  }

  /** Whether it means something to a model, as far as is known. */
  boolean isFor(ModelMenu.Item model) {
    if (equals(TARGET) || equals(TARGET_WEIGHT)) {
      return model.can(ModelAbility.IMAGE_PROMPTS);
    }
    boolean isForAll = !isOwn() && !equals(ASPECT) && !equals(CODEC);
    return isForAll || model.takes(word);
  }

  /** Whether a value follows; otherwise naming it says yes. */
  boolean takesValue() {
    return !placeholder.isEmpty();
  }

  /** As it is typed: {@code --top-k}. */
  public String flag() {
    return "--" + word;
  }

  /** With its value's placeholder: {@code --top-k N}. */
  String usage() {
    return takesValue() ? flag() + " " + placeholder : flag();
  }

  /** What its texts' keys begin with: {@code option.top-k}. */
  String key() {
    return "option." + word;
  }

  /** Whether that was typed, hyphens and case aside: {@code topK} and {@code top_k} too. */
  boolean isCalled(String typed) {
    return bare(word).equals(bare(typed));
  }

  private static String bare(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }
}
