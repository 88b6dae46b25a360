package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A picture on this machine, read as the chats read what people send. */
final class InitImageFile {
  private InitImageFile() {}

  /**
   * The pixels of a picture.
   *
   * @param option that names the file
   * @throws ParameterException if the file is no picture that may be begun from
   * @throws StandaloneException if it is one and cannot be read
   */
  static Pixels read(Path file, String option, CommandLine command) throws IOException {
    String name = Printable.text(file.toString());
    if (!Files.exists(file)) {
      throw usage(command, option, "there is no file " + name + ".");
    }
    if (Files.isDirectory(file)) {
      throw usage(command, option, name + " is a folder. Give a picture in it.");
    }
    try {
      InitImage image = InitImageReader.read(bytes(file, option, command));
      return PngFile.read(image.png());
    } catch (InitImageException e) {
      String sentence = name + " " + refusal(e);
      if (isOfAnotherFile(e)) {
        throw usage(command, option, sentence);
      }
      throw new StandaloneException(option + ": " + sentence);
    }
  }

  /** No more than may be, and one byte to tell that there is more: it may be a device. */
  private static byte[] bytes(Path file, String option, CommandLine command)
      throws InitImageException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(InitImageReader.MAX_BYTES + 1);
    } catch (AccessDeniedException e) {
      throw usage(
          command, option, "this user may not read " + Printable.text(file.toString()) + ".");
    } catch (IOException e) {
      throw new StandaloneException(
          "%s: %s cannot be read. Copy it to another disk, or give another picture."
              .formatted(option, Printable.text(file.toString())),
          e);
    }
  }

  private static boolean isOfAnotherFile(InitImageException e) {
    return switch (e.reason()) {
      case FILE_LARGE, TYPE, SIDE_SHORT, SIDE_LONG, MEGAPIXELS -> true;
      case CUT, BROKEN, OUT_OF_REACH, VARIANT, COSTLY, BUSY, FAULT -> false;
    };
  }

  private static String refusal(InitImageException e) {
    String form =
        switch (e.reason()) {
          case FILE_LARGE -> "has more than %2$d MB, which is the most. Give a smaller picture.";
          case TYPE -> "is no picture. Give a PNG, JPEG, WebP or GIF.";
          case SIDE_SHORT ->
              "has %d × %d pixels, and each side needs at least %d. Give a larger picture.";
          case SIDE_LONG ->
              "has %d × %d pixels, and no side may have more than %d. Make it smaller first.";
          case MEGAPIXELS ->
              "has %d × %d pixels, which is %s megapixels; a file of this kind may have up to %s."
                  + " Make it smaller first.";
          case CUT -> "is cut off: its end is missing. Fetch or copy it anew.";
          case BROKEN, OUT_OF_REACH ->
              "cannot be read; the file seems to be broken. Give another picture.";
          case VARIANT ->
              "is in a rare variant of its format (%s) that cannot be read here. Save it anew as a"
                  + " usual JPEG or PNG.";
          case COSTLY ->
              "is built in such a way that reading it takes far too long. Save it anew as a usual"
                  + " JPEG or PNG.";
          case BUSY, FAULT ->
              "could not be read here, though it may be right. ./vitrail doctor looks at this"
                  + " machine.";
        };
    return form.formatted(e.values());
  }

  private static ParameterException usage(CommandLine command, String option, String sentence) {
    return new ParameterException(command, option + ": " + sentence);
  }
}
