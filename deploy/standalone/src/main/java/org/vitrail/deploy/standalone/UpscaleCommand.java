package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelPart;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.upscaling.published.PublishedUpscaler;
import org.vitrail.inference.model.upscaling.published.UpscalerKind;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail upscale}: a larger copy of a picture, without page, queue or Redis. */
@Command(
    name = "upscale",
    description = {
      "Enlarges a picture (PNG, JPEG, WebP, GIF or BMP), writes it as PNG and exits.",
      "×4 is always there; ./vitrail models pull realesrgan-x4 (-x2, -x8, …) brings larger networks."
    })
final class UpscaleCommand implements Callable<Integer> {
  private static final int USUAL_FACTOR = 4;

  /** What stands for the small network that comes with the bundled model. */
  private static final String BUNDLED = BundledModel.ID;

  private static final int STEPS = 1000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The picture.")
  private Path picture;

  @Option(
      names = "--factor",
      paramLabel = "N",
      description = "How many times as wide and high (default: 4).")
  private Integer factor;

  @Option(
      names = "--denoise",
      paramLabel = "X",
      description = "How much noise is removed, 0 to 1, where the network lets it be chosen.")
  private Double denoise;

  @Option(
      names = "--upscaler",
      paramLabel = "ID",
      description =
          "A network of config/models.yaml, or bundled (default: the first that is here and fits).")
  private String upscaler;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: the picture's name with -x4 and so on).")
  private Path out;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      description = "Where to compute (default: the setting worker.device).")
  private ComputeDevice device;

  private final Installation installation;

  private UpscaleCommand(Installation installation) {
    this.installation = installation;
  }

  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new UpscaleCommand(installation));
  }

  @Override
  public Integer call() throws IOException {
    if (denoise != null && !(denoise >= 0 && denoise <= 1)) {
      throw usage("--denoise: " + denoise + " is not allowed; give a number from 0 to 1.");
    }
    Settings settings = installation.settings();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    PublishedUpscaler chosen = chosen(installation.models(), shelf);
    Path file = out == null ? named(chosen.factor()) : out;
    OutputFile.require(spec.commandLine(), "--out", file);
    Pixels small = PictureToEnlarge.read(picture, chosen.factor(), spec.commandLine());
    shelf.chooseNatives();
    if (chosen.id().equals(BUNDLED)) {
      BundledModel.unpack(shelf.bundledFolder());
    }
    Pixels larger = enlarged(chosen, small, settings);
    OutputFile.write(file, PngFile.write(larger, Optional.empty(), Main.version()));
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        "%s  (%d × %d, by %s)%n",
        Printable.text(file.toString()), larger.width(), larger.height(), chosen.id());
    terminal.flush();
    return 0;
  }

  private Pixels enlarged(PublishedUpscaler chosen, Pixels small, Settings settings) {
    RunOptions options = ModelLoader.runOptions(settings.worker(), device);
    OptionalDouble strength = denoise == null ? OptionalDouble.empty() : OptionalDouble.of(denoise);
    try (Upscaler network = chosen.open(options, strength);
        StepBar bar = new StepBar("Enlarging", STEPS)) {
      return network.upscale(List.of(small), shown(bar)).get(0);
    }
  }

  private static TileListener shown(StepBar bar) {
    return new TileListener() {
      private int tiles;
      private int total;

      @Override
      public void begin(int all) {
        total = all;
      }

      @Override
      public void done(int done, int all) {
        tiles = done;
        bar.stepTo((long) STEPS * done / all);
      }

      @Override
      public void within(double share) {
        bar.stepTo((long) (STEPS * (tiles + share) / total));
      }
    };
  }

  private PublishedUpscaler chosen(ModelCatalogue catalogue, ModelShelf shelf) {
    List<PublishedUpscaler> here = here(catalogue, shelf);
    if (upscaler != null) {
      here = List.of(named(here, catalogue));
    }
    List<PublishedUpscaler> able =
        here.stream()
            .filter(it -> factor == null || it.factor() == factor)
            .filter(it -> denoise == null || it.denoises())
            .toList();
    if (able.isEmpty()) {
      throw usage(missing(here, catalogue));
    }
    return able.stream().filter(it -> it.factor() == USUAL_FACTOR).findFirst().orElse(able.get(0));
  }

  private static List<PublishedUpscaler> here(ModelCatalogue catalogue, ModelShelf shelf) {
    List<PublishedUpscaler> here = new ArrayList<>(PulledUpscalers.here(catalogue, shelf));
    ModelFolder bundled = BundledModel.in(shelf.bundledFolder(), BUNDLED);
    here.add(
        new PublishedUpscaler(
            BUNDLED,
            UpscalerKind.COMPACT,
            USUAL_FACTOR,
            bundled.need(PulledUpscalers.WEIGHTS),
            Optional.empty()));
    return here;
  }

  private PublishedUpscaler named(List<PublishedUpscaler> here, ModelCatalogue catalogue) {
    Optional<PublishedUpscaler> named =
        here.stream().filter(it -> it.id().equals(upscaler)).findFirst();
    if (named.isEmpty()) {
      boolean isKnown =
          catalogue.upscalers().stream().map(ModelPart::id).anyMatch(upscaler::equals);
      throw usage(
          "--upscaler: "
              + Printable.text(upscaler, 100)
              + (isKnown
                  ? " is not here yet. Get it by: ./vitrail models pull " + upscaler
                  : " is none. These are here: "
                      + ids(here)
                      + "; ./vitrail models list has more."));
    }
    return named.get();
  }

  private String missing(List<PublishedUpscaler> here, ModelCatalogue catalogue) {
    OptionalInt asked = factor == null ? OptionalInt.empty() : OptionalInt.of(factor);
    Optional<String> pull =
        catalogue.upscalers().stream()
            .filter(part -> part.enlarges(asked, denoise != null))
            .map(ModelPart::id)
            .findFirst();
    return (factor == null ? "--denoise" : "--factor " + factor)
        + (factor != null && denoise != null ? " with --denoise" : "")
        + ": nothing that is here does that. There is "
        + here.stream()
            .map(it -> "×" + it.factor() + " (" + it.id() + ")")
            .collect(Collectors.joining(", "))
        + "."
        + pull.filter(id -> upscaler == null)
            .map(id -> " Get one by: ./vitrail models pull " + id)
            .orElse("");
  }

  private static String ids(List<PublishedUpscaler> here) {
    return here.stream().map(PublishedUpscaler::id).collect(Collectors.joining(", "));
  }

  /** Beside the picture, with what was done in its name. */
  private Path named(int times) {
    Path name = picture.getFileName();
    String text = name == null ? "picture" : name.toString();
    int dot = text.lastIndexOf('.');
    return picture.resolveSibling(
        (dot > 0 ? text.substring(0, dot) : text) + "-x" + times + ".png");
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
