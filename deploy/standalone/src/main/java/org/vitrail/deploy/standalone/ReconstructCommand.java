package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelPart;
import org.vitrail.config.Nearest;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.published.PublishedCodec;
import org.vitrail.inference.model.codec.reconstruction.Reconstruction;
import org.vitrail.inference.model.codec.reconstruction.ReconstructionCard;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.RunOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail reconstruct}: what a codec keeps of a picture. */
@Command(
    name = "reconstruct",
    description = {
      "Turns a picture (PNG, JPEG, WebP, GIF or BMP) into image tokens and back, and writes both",
      "side by side as PNG, with the number of tokens and the likeness beneath.",
      "./vitrail models pull dall-e (vqgan-imagenet-f16-1024, …) brings published codecs."
    })
final class ReconstructCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The picture.")
  private Path picture;

  @Option(
      names = "--codec",
      paramLabel = "ID",
      defaultValue = BundledModel.ID,
      description = "A codec of config/models.yaml, or bundled (default: bundled).")
  private String codec;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: the picture's name with -reconstructed).")
  private Path out;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      description = "Where to compute (default: the setting worker.device).")
  private ComputeDevice device;

  private final Installation installation;

  private ReconstructCommand(Installation installation) {
    this.installation = installation;
  }

  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new ReconstructCommand(installation));
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = installation.settings();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    PublishedCodec chosen = chosen(installation.models(), shelf);
    Path file = out == null ? OutputFile.beside(picture, "-reconstructed.png") : out;
    OutputFile.require(spec.commandLine(), "--out", file);
    Pixels read = PictureToEnlarge.read(picture, 1, spec.commandLine());
    shelf.chooseNatives();
    Reconstruction made;
    RunOptions options = ModelLoader.runOptions(settings.worker(), device);
    try (ImageCodec network = PulledCodecs.open(chosen, shelf, options)) {
      made = Reconstruction.of(network, chosen.side(), read);
    }
    Pixels card = ReconstructionCard.of(made, chosen.id());
    OutputFile.write(file, PngFile.write(card, Optional.empty(), Main.version()));
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        "%s  (%s: %s)%n",
        Printable.text(file.toString()), chosen.id(), ReconstructionCard.figures(made));
    terminal.flush();
    return 0;
  }

  private PublishedCodec chosen(ModelCatalogue catalogue, ModelShelf shelf) {
    List<PublishedCodec> here = PulledCodecs.here(catalogue, shelf);
    return here.stream()
        .filter(it -> it.id().equals(codec))
        .findFirst()
        .orElseThrow(() -> usage(missing(here, catalogue)));
  }

  private String missing(List<PublishedCodec> here, ModelCatalogue catalogue) {
    List<String> known = catalogue.codecs().stream().map(ModelPart::id).toList();
    String shown = "--codec: " + Printable.text(codec, 100);
    if (known.contains(codec)) {
      return shown + " is not here yet. Get it by: ./vitrail models pull " + codec;
    }
    return shown
        + " is none."
        + Nearest.to(codec, known).map(near -> " Did you mean " + near + "?").orElse("")
        + " These are here: "
        + here.stream().map(PublishedCodec::id).collect(Collectors.joining(", "))
        + "; ./vitrail models list has more.";
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
