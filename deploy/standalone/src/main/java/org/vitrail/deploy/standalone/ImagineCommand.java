package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.PromptText;
import org.vitrail.bot.core.wording.TextCut;
import org.vitrail.config.ModelDefaults;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Nearest;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.grid.AiLabel;
import org.vitrail.inference.model.grid.GridImage;
import org.vitrail.inference.model.grid.PngFile;
import org.vitrail.inference.model.grid.ReproductionCard;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.transformer.DrawRequest;
import org.vitrail.inference.model.transformer.Drawing;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.transformer.RandomSource;
import org.vitrail.inference.model.transformer.Sampling;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code vitrail imagine}: one grid from one prompt, without page, queue or Redis. */
@Command(
    name = "imagine",
    description = "Draws one grid, best picture first, writes it as PNG and exits.")
final class ImagineCommand implements Callable<Integer> {
  /** File systems take 255, of which seed and suffix need some. */
  private static final int LONGEST_NAME_BYTES = 120;

  /** One word behind one or two dashes of any kind, as keyboards make them of two hyphens. */
  private static final Pattern LIKE_AN_OPTION =
      Pattern.compile("[\\p{Pd}\u2212]{1,2}(\\p{L}[\\p{L}\\p{N}-]*)(=.*)?");

  @Spec private CommandSpec spec;
  @Mixin private ModelOptions modelOptions;

  @Parameters(paramLabel = "PROMPT", arity = "1..*", description = "What to draw.")
  private List<String> words;

  @Option(names = "--count", paramLabel = "N", description = "Pictures (default: the model's).")
  private Integer count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed draws the same pictures (default: a random one).")
  private Long seed;

  @Option(names = "--guidance", paramLabel = "X", description = "How strongly to follow PROMPT.")
  private Float guidance;

  @Option(names = "--temperature", paramLabel = "X", description = "How daring to be.")
  private Float temperature;

  @Option(names = "--top-k", paramLabel = "N", description = "Draw from the N likeliest tokens.")
  private Integer topK;

  @Option(names = "--top-p", paramLabel = "X", description = "Draw from the likeliest share X.")
  private Float topP;

  @Option(
      names = "--sampler",
      paramLabel = "gumbel|torch-cpu",
      description =
          "Where the randomness comes from; torch-cpu draws what min-dalle draws for a seed"
              + " (default: gumbel).")
  private RandomSource sampler = RandomSource.GUMBEL;

  @Option(
      names = "--start-token",
      paramLabel = "N",
      description =
          "The token that the first one follows (default: the one of the model's training; for"
              + " min-dalle's models with torch-cpu 16383, as min-dalle since 0.4.11).")
  private Integer startToken;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the grid (default: named after prompt and seed).")
  private Path out;

  @Option(names = "--scores", description = "Print each picture's CLIP score.")
  private boolean scores;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write every stage's tensors as safetensors, to compare with a reference.")
  private Path trace;

  /** The command, which takes what is no option of its own for words of the prompt. */
  static CommandLine commandLine() {
    return new CommandLine(new ImagineCommand()).setUnmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() throws IOException {
    refuseMistypedOptions();
    Installation installation = Installation.here();
    Settings settings = installation.settings();
    ModelEntry entry = modelOptions.entry(installation, settings);
    String prompt = prompt(settings.limits().promptCharacters());
    int pictures = count(entry.defaults(), settings.limits().imagesPerJob());
    long chosenSeed = seed();
    Sampling sampling = sampling(entry);
    Path file = file(prompt, chosenSeed);

    List<RankedPicture> ranked;
    ReproductionCard card;
    try (ImageModel model =
        modelOptions.open(entry, settings, ModelShelf.of(installation, settings))) {
      DrawRequest request =
          model.request("imagine", prompt, pictures, chosenSeed, sampling, new int[0]);
      Optional<Trace> tracing = Optional.ofNullable(trace).map(t -> new Trace(model, request));
      int[][] tokens = draw(model, request, tracing);
      ranked = model.finish(prompt, tokens, stage -> {});
      card = card(prompt, chosenSeed, pictures, sampling, model);
      if (tracing.isPresent()) {
        tracing.get().write(trace, model, prompt, tokens);
      }
    }
    Pixels grid = grid(ranked);
    Pixels shown =
        settings.images().label() ? AiLabel.on(grid, GridImage.columns(ranked.size())) : grid;
    write(file, PngFile.write(shown, Optional.of(card)));
    report(file, chosenSeed, ranked);
    return 0;
  }

  private int[][] draw(ImageModel model, DrawRequest request, Optional<Trace> tracing) {
    DrawingBatch batch = model.newBatch(request.imageCount());
    tracing.ifPresent(batch::listen);
    int steps = model.imageTokenSide() * model.imageTokenSide();
    try (StepBar bar = new StepBar("Drawing", steps)) {
      batch.join(request);
      while (true) {
        List<Drawing> complete = batch.step();
        bar.step();
        if (!complete.isEmpty()) {
          return complete.get(0).tokens();
        }
      }
    }
  }

  private static Pixels grid(List<RankedPicture> ranked) {
    return GridImage.compose(ranked.stream().map(RankedPicture::pixels).toList());
  }

  /** A word that looks like an option is asked about: it would be drawn in silence. */
  private void refuseMistypedOptions() {
    ParseResult parsed = spec.commandLine().getParseResult();
    if (parsed.originalArgs().contains("--")) {
      return;
    }
    for (String word : words) {
      Matcher option = LIKE_AN_OPTION.matcher(word);
      if (option.matches()) {
        String meant =
            Nearest.to("--" + option.group(1), spec.optionsMap().keySet())
                .map(near -> " Did you mean " + near + "?")
                .orElse("");
        throw usage(
            "There is no option %s.%s If it belongs to the prompt, put -- before the prompt."
                .formatted(Printable.text(word), meant));
      }
    }
  }

  private String prompt(int mostCharacters) {
    String prompt = PromptText.clean(String.join(" ", words));
    if (prompt.isEmpty()) {
      throw usage(
          "The prompt is empty. Say what to draw, for example: vitrail imagine \"a red apple\"");
    }
    if (PromptText.length(prompt) > mostCharacters) {
      throw usage(
          "The prompt has "
              + PromptText.length(prompt)
              + " characters; at most "
              + mostCharacters
              + " are allowed (setting limits.promptCharacters).");
    }
    return prompt;
  }

  private int count(ModelDefaults defaults, int most) {
    int chosen = count == null ? Math.min(defaults.imageCount(), most) : count;
    if (chosen < 1 || chosen > most) {
      throw usage("--count: " + chosen + " is not allowed; give 1 to " + most + ".");
    }
    return chosen;
  }

  private long seed() {
    if (seed == null) {
      return Integer.toUnsignedLong(new SecureRandom().nextInt());
    }
    if (seed < 0) {
      throw usage("--seed: " + seed + " is not allowed; give 0 to " + Long.MAX_VALUE + ".");
    }
    return seed;
  }

  private Sampling sampling(ModelEntry entry) {
    ModelDefaults defaults = entry.defaults();
    try {
      return new Sampling(
          guidance == null ? defaults.guidance() : guidance,
          temperature == null ? defaults.temperature() : temperature,
          topK == null ? defaults.topK() : topK,
          topP == null ? defaults.topP() : topP,
          sampler,
          startToken(entry.text()));
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage());
    }
  }

  private OptionalInt startToken(ModelEntry.TextPath text) {
    if (startToken != null) {
      return OptionalInt.of(startToken);
    }
    return sampler == RandomSource.TORCH_CPU && text == ModelEntry.TextPath.MIN_DALLE
        ? OptionalInt.of(Sampling.MIN_DALLE_START_TOKEN)
        : OptionalInt.empty();
  }

  private Path file(String prompt, long chosenSeed) {
    if (out != null) {
      Path folder = out.toAbsolutePath().getParent();
      if (Files.isDirectory(out) || folder == null || !Files.isDirectory(folder)) {
        throw usage("--out: " + out + " cannot be written; give a file in a folder that exists.");
      }
      return out;
    }
    String name = prompt.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    String cut = TextCut.toBytes(name, LONGEST_NAME_BYTES).replaceAll("^-|[-…]+$", "");
    return Path.of((cut.isEmpty() ? "grid" : cut) + "-" + chosenSeed + ".png");
  }

  private static ReproductionCard card(
      String prompt, long seed, int count, Sampling sampling, ImageModel model) {
    return new ReproductionCard(
        prompt,
        seed,
        count,
        sampling.guidance(),
        sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        sampling.unusualSource(),
        model.id(),
        model.weightsHash(),
        Main.version());
  }

  /** A cut must not leave half a picture under the name that was asked for. */
  private static void write(Path file, byte[] png) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, png);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw new StandaloneException(
          file + " cannot be written (" + e.getMessage() + "). Choose another place with --out.",
          e);
    }
  }

  private void report(Path file, long chosenSeed, List<RankedPicture> ranked) {
    PrintWriter terminal = spec.commandLine().getOut();
    if (scores) {
      for (int number = 1; number <= ranked.size(); number++) {
        RankedPicture picture = ranked.get(number - 1);
        terminal.printf(
            Locale.ROOT,
            "%d  CLIP %.3f  (drawn as number %d)%n",
            number,
            picture.clipScore(),
            picture.imageIndex() + 1);
      }
    }
    terminal.println(Printable.text(file.toString()) + "  (seed " + chosenSeed + ")");
    terminal.flush();
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
