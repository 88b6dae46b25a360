package org.vitrail.deploy.standalone;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.vitrail.bot.command.AspectReader;
import org.vitrail.bot.command.ImagineOption;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.config.Messages;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How to draw, as the command's options say, or those among the prompt's words: an option in both
 * places with two values is asked about.
 */
final class DrawingOptions {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--count", paramLabel = "N", description = "Pictures (default: the model's).")
  private Integer count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed draws the same pictures (default: a random one).")
  private Long seed;

  @Option(
      names = "--style",
      paramLabel = "ID",
      description = "A style of config/styles.yaml, such as oil-painting.")
  private String style;

  @Option(
      names = "--keep",
      paramLabel = "SIDE",
      parameterConsumer = KeptSides.class,
      description =
          "What stays of --image: up, down, left, right or border, in cells or percent if you"
              + " like, as in up 12 or left 30%% (default: its upper half).")
  private Keep keep;

  @Option(names = "--guidance", paramLabel = "X", description = "How strongly to follow PROMPT.")
  private Float guidance;

  @Option(names = "--temperature", paramLabel = "X", description = "How daring to be.")
  private Float temperature;

  @Option(names = "--top-k", paramLabel = "N", description = "Draw from the N likeliest tokens.")
  private Integer topK;

  @Option(names = "--top-p", paramLabel = "X", description = "Draw from the likeliest share X.")
  private Float topP;

  @Option(
      names = "--ar",
      paramLabel = "W:H",
      description = "Width to height, 1:3 to 3:1, such as 16:9 (default: 1:1, a square).")
  private String aspect;

  @Option(
      names = "--rank",
      paramLabel = "ruclip|perplexity|clip",
      description =
          "What orders the pictures, of what the model has: clip with dalle-mini's models, ruclip"
              + " or perplexity with ruDALL-E's (default: the first).")
  private String rank;

  @Option(
      names = "--sampler",
      paramLabel = "gumbel|torch-cpu",
      description =
          "Where the randomness comes from; torch-cpu draws what min-dalle draws for a seed"
              + " (default: gumbel).")
  private RandomSource sampler;

  @Option(
      names = "--start-token",
      paramLabel = "N",
      description =
          "The token that the first one follows (default: the one of the model's training; for"
              + " min-dalle's models with torch-cpu 16383, as min-dalle since 0.4.11).")
  private Integer startToken;

  /** The model's own options that stand among the prompt's words. */
  private final Map<String, String> own = new LinkedHashMap<>();

  /** The style that was chosen beside the prompt. */
  Optional<String> style() {
    return Optional.ofNullable(style);
  }

  /**
   * Takes the options among the prompt's words along.
   *
   * @throws ParameterException if one of them is given beside it, too, with another value
   */
  void join(ImagineOptions among, Optional<String> model, Messages texts) {
    count = one(texts, ImagineOption.COUNT, count, boxed(among.count()));
    seed = one(texts, ImagineOption.SEED, seed, boxed(among.seed()));
    style = one(texts, ImagineOption.STYLE, style, among.style());
    keep = one(texts, ImagineOption.KEEP, keep, among.keep());
    one(texts, ImagineOption.MODEL, model.orElse(null), among.model());
    Map<String, String> beside = beside();
    among
        .drawn()
        .forEach(
            (name, value) -> own.put(name, oneValue(texts, "--" + name, beside.get(name), value)));
  }

  private <T> T one(Messages texts, ImagineOption option, T beside, Optional<T> among) {
    if (beside != null && among.isPresent() && !isSame(beside, among.get())) {
      throw twice(texts, option.flag(), beside, among.get());
    }
    return among.orElse(beside);
  }

  private String oneValue(Messages texts, String flag, String beside, String among) {
    if (beside != null && !isSameNumber(beside, among)) {
      throw twice(texts, flag, beside, among);
    }
    return among;
  }

  /** Those that are no numbers are in one form already. */
  private static boolean isSameNumber(String one, String other) {
    return one.equals(other)
        || NUMBER.matcher(one).matches()
            && NUMBER.matcher(other).matches()
            && new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
  }

  private ParameterException twice(Messages texts, String flag, Object beside, Object among) {
    return usage(
        texts.text(
            TypedPrompt.LANGUAGE, "mistake.twice", flag, beside.toString(), among.toString()));
  }

  /** The model's own options that stand beside the prompt. */
  private Map<String, String> beside() {
    Map<String, String> beside = new LinkedHashMap<>();
    put(beside, "guidance", guidance);
    put(beside, "temperature", temperature);
    put(beside, "top-k", topK);
    put(beside, "top-p", topP);
    put(beside, Ranking.OPTION, rank == null ? null : rank.toLowerCase(Locale.ROOT));
    aspect().filter(it -> !it.isSquare()).ifPresent(it -> put(beside, AspectRatio.OPTION, it));
    return beside;
  }

  private Optional<AspectRatio> aspect() {
    Optional<AspectRatio> read = Optional.ofNullable(aspect).flatMap(AspectReader::read);
    if (aspect != null && read.isEmpty()) {
      throw usage(
          "--ar: %s is not allowed; give width to height from 1:%d to %d:1, such as 16:9."
              .formatted(Printable.text(aspect), AspectRatio.MOST, AspectRatio.MOST));
    }
    return read;
  }

  private static void put(Map<String, String> beside, String name, Object chosen) {
    if (chosen != null) {
      beside.put(name, chosen.toString());
    }
  }

  /** Names are the same in any case. */
  private static boolean isSame(Object one, Object other) {
    return one.toString().equalsIgnoreCase(other.toString());
  }

  /** What stays of the picture to begin from, where that was chosen. */
  Optional<Keep> keep() {
    return Optional.ofNullable(keep);
  }

  /** How many pictures: at most so many. */
  int count(ModelEntry entry, int most) {
    int chosen = count == null ? Math.min(entry.imageCount(), most) : count;
    if (chosen < 1 || chosen > most) {
      throw usage("--count: " + chosen + " is not allowed; give 1 to " + most + ".");
    }
    return chosen;
  }

  /** The chosen seed, or a random one that can be typed again. */
  long seed() {
    if (seed == null) {
      return Integer.toUnsignedLong(new SecureRandom().nextInt());
    }
    if (seed < 0) {
      throw usage("--seed: " + seed + " is not allowed; give 0 to " + Long.MAX_VALUE + ".");
    }
    return seed;
  }

  /**
   * What was chosen of a model's own options, and the entry's defaults for the rest.
   *
   * @throws ParameterException if a value is not allowed
   */
  DrawOptions options(ModelEntry entry) {
    Map<String, String> named = new LinkedHashMap<>();
    entry.options().forEach((name, it) -> named.put(name, it.standardText()));
    named.putAll(beside());
    named.putAll(own);
    if (sampler != null) {
      named.put("sampler", sampler.toString());
    }
    startToken(entry).ifPresent(it -> named.put("start-token", Integer.toString(it)));
    try {
      return ModelLoader.family(entry).drawOptions(named);
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage());
    }
  }

  /** What begins like min-dalle's pictures where nothing else is asked for. */
  private OptionalInt startToken(ModelEntry entry) {
    if (startToken != null) {
      return OptionalInt.of(startToken);
    }
    return sampler == RandomSource.TORCH_CPU && entry.text().equals(Optional.of("min-dalle"))
        ? OptionalInt.of(Tokens.MIN_DALLE_START_TOKEN)
        : OptionalInt.empty();
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
