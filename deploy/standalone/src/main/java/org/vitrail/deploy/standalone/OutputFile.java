package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrail.bot.command.wording.TextCut;
import org.vitrail.config.Printable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A file that a command writes when its work is done: its name, and whether it can be written. */
final class OutputFile {
  /** What Linux, macOS and Windows take; encrypted home folders take 143. */
  private static final int MAX_NAME_BYTES = 255;

  /** The rest of 143 is for a seed of 19 digits, its dash and the suffix. */
  private static final int MAX_PROMPT_BYTES = 119;

  private static final Duration TO_WRITE = Duration.ofSeconds(1);
  private static final ReentrantLock WRITING = new ReentrantLock();

  private OutputFile() {}

  /**
   * Waits up to a second for what is being written, and lets nothing be begun any more: for a
   * process that ends.
   */
  static void finishWriting() {
    try {
      WRITING.tryLock(TO_WRITE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A name that every system takes, without a sign that a shell or Windows knows: lower-case
   * letters, digits and dashes, and the seed, which also keeps it from being one of Windows' own
   * such as CON.
   */
  static Path named(String prompt, long seed) {
    String words = prompt.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-");
    String trimmed = words.replaceAll("^[-\\p{M}]+", "");
    String cut = TextCut.toBytes(trimmed, MAX_PROMPT_BYTES).replaceAll("-+$", "");
    String end = "-" + seed + ".png";
    try {
      return Path.of((cut.isEmpty() ? "grid" : cut) + end);
    } catch (InvalidPathException e) {
      // Letters that this system's locale has no bytes for.
      return Path.of("grid" + end);
    }
  }

  /** Beside a picture, called like it but for its ending. */
  static Path beside(Path picture, String ending) {
    String name = String.valueOf(picture.getFileName()).replaceFirst("\\.\\w{1,5}$", "");
    return picture.resolveSibling(name + ending);
  }

  /**
   * Refuses a file that cannot be written, before there is anything to write.
   *
   * @param option by which it was chosen
   * @throws ParameterException saying what is in the way, and what helps
   */
  static void require(CommandLine command, String option, Path file) {
    obstacle(file)
        .ifPresent(
            obstacle -> {
              throw new ParameterException(
                  command,
                  "%s: %s %s".formatted(option, Printable.text(file.toString(), 100), obstacle));
            });
  }

  /** What will keep the file from being written, and what helps: "is a folder; …". */
  static Optional<String> obstacle(Path file) {
    if (file.toString().isEmpty()) {
      return Optional.of("the name is empty. Give one, such as grid.png.");
    }
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    for (Path name : target) {
      int bytes = name.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_NAME_BYTES) {
        return Optional.of(
            "has a name of %d bytes, and %d are allowed. Give a shorter one."
                .formatted(bytes, MAX_NAME_BYTES));
      }
    }
    if (folder == null || Files.isDirectory(target)) {
      return Optional.of(
          "is a folder. Give a file in it, such as " + file.resolve("grid.png") + ".");
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(
          Files.exists(folder)
              ? "cannot be written: " + folder + " is a file and no folder. Give another folder."
              : "cannot be written: there is no folder " + folder + ". Make it, or give another.");
    }
    if (Files.exists(target) && !Files.isWritable(target)) {
      return Optional.of("is write-protected. Give another file.");
    }
    return isSpecial(target) ? Optional.empty() : trial(target);
  }

  /** A device or a pipe, which must not be replaced by a file. */
  private static boolean isSpecial(Path target) {
    return Files.exists(target) && !Files.isRegularFile(target);
  }

  /** Only trying tells what a file system takes. */
  private static Optional<String> trial(Path target) {
    try {
      Path part = part(target);
      Files.createFile(part);
      Files.delete(part);
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(target);
        Files.delete(target);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be written: " + reason(target, e) + " Give another place.");
    }
  }

  /**
   * Writes all or nothing: a cut must not leave half a file under the name that was asked for.
   *
   * @throws StandaloneException if it cannot be written, saying why
   */
  static void write(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    if (isSpecial(target)) {
      Files.write(target, content);
      return;
    }
    // A link goes on pointing at its file.
    Path real = Files.exists(target) ? target.toRealPath() : target;
    Path part = part(real);
    WRITING.lock();
    try {
      Files.write(part, content);
      Files.move(part, real, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw new StandaloneException(
          file + " cannot be written: " + reason(real, e) + " Choose another place with --out.", e);
    } finally {
      WRITING.unlock();
    }
  }

  /** Its name is short, as that of the file may be as long as can be. */
  private static Path part(Path target) {
    return target.resolveSibling(".vitrail-" + ProcessHandle.current().pid() + ".part");
  }

  private static String reason(Path target, IOException error) {
    Path folder = target.getParent();
    if (error instanceof AccessDeniedException) {
      return "this user may not write in the folder " + folder + ".";
    }
    if (!Files.isDirectory(folder)) {
      return "there is no folder " + folder + ".";
    }
    String reason = error instanceof FileSystemException e ? e.getReason() : null;
    return reason == null
        ? "the folder " + folder + " takes no file of this name."
        : "the folder " + folder + " takes no file of this name, says the system: " + reason + ".";
  }
}
