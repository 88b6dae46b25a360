package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrail.config.ByteSize;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.image.webp.WebpFile;
import org.vitrail.inference.model.sticker.CannotCutException;
import org.vitrail.inference.model.sticker.CutoutNetwork;
import org.vitrail.inference.model.sticker.StickerCutter;
import org.vitrail.inference.model.tensor.RunOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail sticker}: cuts the thing out of a picture. */
@Command(
    name = "sticker",
    description = {
      "Cuts the thing out of a picture that stands in front of one colour, and writes it as",
      "WebP with a transparent background, 512 pixels on its longer side, as Telegram wants it.",
      "After ./vitrail models pull emojich-unet also out of a background of many colours."
    })
final class StickerCommand implements Callable<Integer> {
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PICTURE",
      description = "The picture (PNG, JPEG, WebP, GIF or BMP): one, no grid.")
  private Path picture;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write: .webp, or .png (default: the picture's name with .webp).")
  private Path out;

  private StickerCommand(Installation installation) {
    this.installation = installation;
  }

  static CommandLine commandLine(Installation installation) {
    return new CommandLine(new StickerCommand(installation));
  }

  @Override
  public Integer call() throws IOException {
    Path target = out == null ? OutputFile.beside(picture, ".webp") : out;
    OutputFile.require(spec.commandLine(), "--out", target);
    byte[] file = file(target, cutOut());
    OutputFile.write(target, file);
    spec.commandLine().getOut().printf("%s  (%s)%n", shown(target), ByteSize.text(file.length));
    return 0;
  }

  private ArgbPixels cutOut() throws IOException {
    Pixels pixels = AiLabel.without(PictureToEnlarge.read(picture, 1, spec.commandLine()));
    try {
      return sticker(pixels);
    } catch (CannotCutException e) {
      throw new StandaloneException(
          shown(picture)
              + ": "
              + e.getMessage()
              + " Give a picture of one thing on a white background"
              + (network().isPresent()
                  ? "."
                  : ", or get the network that finds things in front of others: ./vitrail models"
                      + " pull emojich-unet"));
    }
  }

  private ArgbPixels sticker(Pixels pixels) throws CannotCutException {
    RunOptions options = ModelLoader.runOptions(installation.settings().worker());
    Optional<CutoutNetwork> network = network().flatMap(file -> PulledCutout.open(file, options));
    try {
      return StickerCutter.sticker(pixels, network);
    } finally {
      network.ifPresent(CutoutNetwork::close);
    }
  }

  private Optional<Path> network() {
    return PulledCutout.file(
        installation.models(), ModelShelf.of(installation, installation.settings()));
  }

  private static byte[] file(Path target, ArgbPixels sticker) {
    String version = Main.version();
    return isPng(target)
        ? PngFile.write(sticker, version)
        : WebpFile.write(sticker, version, StickerCutter.MAX_FILE_BYTES);
  }

  private static boolean isPng(Path target) {
    return target.toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  private static String shown(Path path) {
    return Printable.text(path.toString());
  }
}
