package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.PromptWeights;
import org.vitrail.bot.command.Sentence;
import org.vitrail.bot.command.SizeRules;
import org.vitrail.bot.command.wording.LanguageHint;
import org.vitrail.bot.command.wording.UnderstandingHint;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Score;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.image.ReproductionCard;
import org.vitrail.inference.model.lexicon.Reading;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.worker.KeptBorders;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail imagine}: one grid from one prompt, without page, queue or Redis. */
@Command(
    name = "imagine",
    description = "Draws one grid, best picture first, writes it as PNG and exits.")
final class ImagineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DrawingOptions drawing;
  @Mixin private ModelOptions modelOptions;

  @Parameters(
      paramLabel = "PROMPT",
      arity = "1..*",
      description =
          "What to draw. Options are read inside its quotes, too; put -- before what is none.")
  private List<String> words;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "A picture to begin from (PNG, JPEG, WebP or GIF): the pictures take what --keep says.")
  private Path image;

  @Option(
      names = TargetImage.OPTION,
      paramLabel = "FILE[:WEIGHT]",
      description =
          "A picture to draw towards, as towards the words, and how much it counts against their 1;"
              + " below 0 to get away from it. May be given several times, for models that optimise.")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the grid (default: named after prompt and seed).")
  private Path out;

  @Option(
      names = "--video",
      paramLabel = "FILE",
      description = "Write a film of how the pictures came into being, as MP4.")
  private Path video;

  @Option(names = "--scores", description = "Print each picture's score, and what it is of.")
  private boolean scores;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write every stage's tensors as safetensors, to compare with a reference.")
  private Path trace;

  private final Installation installation;

  private ImagineCommand(Installation installation) {
    this.installation = installation;
  }

  /** The command, which takes what is no option of its own for words of the prompt. */
  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new ImagineCommand(installation))
        .setUnmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = installation.settings();
    Imagine typed = new TypedPrompt(spec, installation, settings).read(words, drawing.style());
    drawing.join(typed.options(), modelOptions.chosen(), installation.messages());
    if (image == null && drawing.keep().isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--keep: there is no picture that something could be kept of. Give one with --image.");
    }
    if (video == null && typed.options().isFilmed()) {
      throw new ParameterException(
          spec.commandLine(),
          "--video: it needs a file here. Give one outside the prompt's quotes: --video FILE.mp4");
    }
    if (typed.options().hasTarget()) {
      throw new ParameterException(
          spec.commandLine(),
          TargetImage.OPTION
              + ": it needs a file here, with its weight behind it. Give one outside the prompt's"
              + " quotes: --target-image style.png:0.5");
    }
    ModelEntry named = modelOptions.entry(installation, settings, typed.options().model());
    boolean isNamed = modelOptions.chosen().or(() -> typed.options().model()).isPresent();
    ModelEntry entry = optimisingIn(typed.options().codec(), named, isNamed);
    boolean isWeighted = ModelLoader.family(entry).abilities().contains(Ability.WEIGHTED_PROMPT);
    if (isWeighted) {
      requireWeights(typed.prompt());
    }
    String prompt = styled(typed.prompt(), isWeighted, installation.styles());
    int pictures = drawing.count(entry, settings.limits().imagesPerJob());
    long seed = drawing.seed();
    DrawOptions options = drawing.options(entry);
    ModelShelf shelf = ModelShelf.of(installation, settings);
    requireFits(entry, options, modelOptions.mostPixels(entry, settings, shelf));
    Path file = out == null ? OutputFile.named(typed.prompt(), seed) : out;
    requireWritable("--out", file);
    requireWritable("--trace", trace);
    requireWritable("--video", video);
    Optional<Pixels> beginning = beginning();
    List<ImagePrompt> towards =
        TargetImage.read(targets, entry, installation.models(), spec.commandLine());
    new LanguageHint(installation.messages())
        .of(typed.prompt(), entry.languages(), TypedPrompt.LANGUAGE)
        .ifPresent(hint -> spec.commandLine().getErr().println(hint));

    List<RankedPicture> ranked;
    ReproductionCard card;
    try (InstrumentedModel model = modelOptions.open(entry, settings, shelf)) {
      Request request =
          new Request(
              "imagine",
              prompt,
              pictures,
              seed,
              options,
              beginning(model, beginning, AspectRatio.of(options.named())),
              towards);
      model.read(request).ifPresent(reading -> tell(reading, prompt));
      Optional<Trace> tracing = Optional.ofNullable(trace).map(target -> model.trace(request));
      Batch batch = tracing.map(Trace::batch).orElseGet(() -> model.newBatch(request.imageCount()));
      Optional<FilmFile> film = Optional.ofNullable(video).map(FilmFile::new);
      Drawn drawn = draw(batch, request, film);
      ranked = finish(model, drawn);
      if (film.isPresent()) {
        film.get().write(ranked);
      }
      ReproductionCard unscored = request.card(model.facts(), Main.version());
      card = RankedPicture.scores(ranked).map(unscored::scored).orElse(unscored);
      if (tracing.isPresent()) {
        tracing.get().write(trace, drawn);
      }
    }
    Pixels grid = grid(ranked);
    Pixels shown =
        settings.images().label() ? AiLabel.on(grid, GridImage.layout(pixels(ranked))) : grid;
    OutputFile.write(file, PngFile.write(shown, Optional.of(card)));
    report(file, seed, ranked);
    return 0;
  }

  /** Says what a small model made of the prompt. */
  private void tell(Reading reading, String prompt) {
    new UnderstandingHint(installation.messages())
        .of(reading.drawnAs(), reading.unknownWithNear(), prompt, TypedPrompt.LANGUAGE)
        .ifPresent(hint -> spec.commandLine().getErr().println(Printable.text(hint)));
  }

  /** Another codec is another model: that which optimises in it. */
  private ModelEntry optimisingIn(Optional<String> codec, ModelEntry chosen, boolean isNamed) {
    if (codec.isEmpty() || codec.equals(ModelLoader.codec(chosen))) {
      return chosen;
    }
    if (isNamed && ModelLoader.codec(chosen).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--codec: the model %s draws in its own codec. Leave one of both out."
              .formatted(chosen.id()));
    }
    List<ModelEntry> optimising =
        installation.models().entries().stream()
            .filter(entry -> ModelLoader.codec(entry).isPresent())
            .toList();
    return optimising.stream()
        .filter(entry -> codec.equals(ModelLoader.codec(entry)))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--codec: %s is none that pictures are optimised in. Give one of %s."
                        .formatted(
                            Printable.text(codec.get()),
                            optimising.stream()
                                .flatMap(entry -> ModelLoader.codec(entry).stream())
                                .collect(Collectors.joining(", ")))));
  }

  private void requireWeights(String prompt) {
    refuse(PromptWeights.mistake(installation.messages(), prompt));
  }

  private void requireFits(ModelEntry entry, DrawOptions options, OptionalLong mostPixels) {
    refuse(
        new SizeRules(installation.messages()).mistake(options.named(), entry.cost(), mostPixels));
  }

  private void refuse(Optional<Sentence> mistake) {
    if (mistake.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), Printable.text(mistake.get().in(TypedPrompt.LANGUAGE)));
    }
  }

  private String styled(String prompt, boolean isWeighted, StyleCatalogue styles) {
    return PromptWeights.styled(
        prompt,
        isWeighted,
        drawing
            .style()
            .flatMap(styles::find)
            .map(style -> text -> style.apply(text, TypedPrompt.LANGUAGE)));
  }

  private void requireWritable(String option, Path file) {
    if (file != null) {
      OutputFile.require(spec.commandLine(), option, file);
    }
  }

  private Optional<Pixels> beginning() throws IOException {
    return image == null
        ? Optional.empty()
        : Optional.of(InitImageFile.read(image, "--image", spec.commandLine()));
  }

  private Beginning beginning(ImageModel model, Optional<Pixels> picture, AspectRatio aspect) {
    if (picture.isPresent() && !model.facts().can(Ability.INIT_IMAGE)) {
      throw new StandaloneException(
          "The model %s cannot begin from a picture. Choose another model, or leave --image out."
              .formatted(model.facts().id()));
    }
    try {
      Optional<Borders> kept =
          drawing.keep().map(keep -> KeptBorders.of(keep, model.facts(), aspect));
      return picture
          .<Beginning>map(pixels -> new Beginning.Picture(pixels, kept))
          .orElse(Beginning.NOISE);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Drawn draw(Batch batch, Request request, Optional<FilmFile> film) {
    batch.join(request);
    try (StepBar bar = new StepBar("Drawing", batch.progress(request.id()).total())) {
      while (true) {
        List<Drawn> complete = batch.step();
        if (!complete.isEmpty()) {
          return complete.get(0);
        }
        bar.stepTo(batch.progress(request.id()).done());
        film.ifPresent(it -> it.look(batch, request));
      }
    }
  }

  private static List<RankedPicture> finish(ImageModel model, Drawn drawn) {
    try (StepBar bar = new StepBar("Finishing", PipelineStage.values().length)) {
      // As a stage begins, those before it are done.
      List<RankedPicture> ranked = model.finish(drawn, stage -> bar.stepTo(stage.ordinal()));
      bar.stepTo(PipelineStage.values().length);
      return ranked;
    }
  }

  private static Pixels grid(List<RankedPicture> ranked) {
    return GridImage.compose(pixels(ranked));
  }

  private static List<Pixels> pixels(List<RankedPicture> ranked) {
    return ranked.stream().map(RankedPicture::pixels).toList();
  }

  /** Shapes are rounded to whole tokens: what came of one is told. */
  private static String size(RankedPicture picture) {
    int width = picture.pixels().width();
    int height = picture.pixels().height();
    return width == height ? "" : ", pictures of %d×%d pixels".formatted(width, height);
  }

  private static String text(Score score) {
    return switch (score.by()) {
      case CLIP ->
          score
                  .atStart()
                  .map(start -> String.format(Locale.ROOT, "CLIP %.3f \u2192 ", start))
                  .orElse("CLIP ")
              + String.format(Locale.ROOT, "%.3f", score.value());
      case RUCLIP -> String.format(Locale.ROOT, "ruCLIP %.3f", score.value());
      case PERPLEXITY ->
          String.format(Locale.ROOT, "perplexity %.1f, lower is better", score.value());
      case CLARITY -> String.format(Locale.ROOT, "clarity %.3f, of this grid", score.value());
    };
  }

  private void report(Path file, long chosenSeed, List<RankedPicture> ranked) {
    PrintWriter terminal = spec.commandLine().getOut();
    // What was changed from a start is told by how far it came.
    if (scores || ranked.stream().anyMatch(it -> it.score().atStart().isPresent())) {
      for (int number = 1; number <= ranked.size(); number++) {
        RankedPicture picture = ranked.get(number - 1);
        terminal.printf(
            Locale.ROOT,
            "%d  %s  (drawn as number %d: %s)%n",
            number,
            text(picture.score()),
            picture.imageIndex() + 1,
            Printable.text(picture.caption()));
      }
    }
    terminal.println(
        Printable.text(file.toString()) + "  (seed " + chosenSeed + size(ranked.get(0)) + ")");
    terminal.flush();
  }
}
