package org.vitrail.inference.model.tensor;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.vitrail.inference.model.disk.FileTrouble;

/**
 * Where DJL unpacks PyTorch's libraries and loads them from: {@code .djl.ai} in the home, unless an
 * operator names another folder by DJL's own {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR}, or
 * nothing can be kept or loaded there.
 */
public final class NativeFolder {
  private static final String ENGINE_CACHE = "ENGINE_CACHE_DIR";
  private static final List<String> CHOICES = List.of(ENGINE_CACHE, "DJL_CACHE_DIR");

  /** Longer than unpacking takes on any disk. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private NativeFolder() {}

  /**
   * Settles the folder for this process.
   *
   * @param instead taken where the home will not do
   * @throws IllegalArgumentException if neither will do, saying why
   */
  public static synchronized Path choose(Path instead) {
    Path usual = here();
    if (CHOICES.stream().anyMatch(name -> Utils.getEnvOrSystemProperty(name) != null)) {
      return usual;
    }
    List<String> obstacles = new ArrayList<>();
    for (Path folder : List.of(usual, instead)) {
      Optional<String> obstacle = obstacle(folder);
      if (obstacle.isEmpty()) {
        System.setProperty(ENGINE_CACHE, folder.toAbsolutePath().toString());
        return folder;
      }
      obstacles.add(folder + " " + obstacle.get());
    }
    throw new IllegalArgumentException(
        "PyTorch's libraries (450 MB) can be unpacked nowhere: "
            + String.join("; ", obstacles)
            + ". Name a folder on a disk that may hold programs with VITRAIL_DATA_FOLDER or"
            + " ENGINE_CACHE_DIR.");
  }

  /** The folder as things stand. */
  static Path here() {
    return Utils.getEngineCacheDir();
  }

  /**
   * Why programs and libraries cannot be unpacked into a folder and run from there, in words that
   * follow its name; empty if they can. The folder need not exist; nothing is left behind.
   */
  public static Optional<String> obstacle(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    Path probe = null;
    try {
      probe = Files.createTempFile(there, ".vitrail", ".sh");
      Files.writeString(probe, "#!/bin/sh\nexit 0\n");
      return runs(probe)
          ? Optional.empty()
          : Optional.of("lies on a disk that forbids programs (it is mounted noexec)");
    } catch (IOException e) {
      return Optional.of("cannot be written: " + FileTrouble.of(e).what());
    } finally {
      delete(probe);
    }
  }

  /**
   * Tries it, because neither permissions nor owners tell what a mount forbids, to root as well.
   */
  private static boolean runs(Path script) {
    if (!script.toFile().setExecutable(true)) {
      return false;
    }
    try {
      new ProcessBuilder(script.toString()).start().onExit().join();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A file of some bytes stays behind; what matters was learnt.
    }
  }

  /**
   * Loads libraries while no other process unpacks them here: DJL loads every file that it finds
   * beside them, one that another is still writing, too.
   *
   * @throws IllegalArgumentException saying what to do where loading fails for a known reason
   */
  static <T> T locked(Supplier<T> loading) {
    Path folder = here();
    try {
      Files.createDirectories(folder);
      try (FileChannel file =
              FileChannel.open(
                  folder.resolve(".vitrail.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        removeAbandoned(folder);
        return loading.get();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "PyTorch's libraries cannot be unpacked into %s: %s. Name another folder with ENGINE_CACHE_DIR."
              .formatted(folder, FileTrouble.of(e).what()),
          e);
    }
  }

  /**
   * Removes what a process that was killed had begun to unpack: beside the libraries it would be
   * loaded as one of them; whole folders of it, which may be another program's, only fill the disk.
   */
  private static void removeAbandoned(Path folder) throws IOException {
    Path engine = folder.resolve("pytorch");
    if (!Files.isDirectory(engine)) {
      return;
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(engine, Files::isDirectory)) {
      for (Path version : versions) {
        if (version.getFileName().toString().startsWith("tmp")) {
          Instant written = Files.getLastModifiedTime(version).toInstant();
          if (written.plus(ABANDONED).isBefore(Instant.now())) {
            Utils.deleteQuietly(version);
          }
          continue;
        }
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(version, "jni*tmp")) {
          begun.forEach(NativeFolder::delete);
        }
      }
    }
  }
}
