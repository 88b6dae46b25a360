package org.vitrail.inference.protocol.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files that nothing could be done with, in one folder of all processes, for the operator to look
 * at; so many of them and no more.
 */
final class SetAside {
  private static final String NAME = "set-aside";
  private static final int MOST = 100;

  private final Path folder;

  SetAside(Path all) {
    this.folder = all.resolve(NAME);
  }

  /**
   * Takes a file.
   *
   * @return where it lies now
   */
  Path take(Path file, String name) throws IOException {
    SpoolFile.makeFolder(folder);
    Path place = folder.resolve(name);
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
    List<Path> files = files();
    for (Path old : files.subList(0, Math.max(0, files.size() - MOST))) {
      Files.deleteIfExists(old);
    }
    return place;
  }

  /** Deletes what was written before. */
  void removeBefore(Instant then) throws IOException {
    for (Path file : files()) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(then)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Deletes some.
   *
   * @param which is asked about the content; empty where that cannot be read
   */
  void removeIf(Predicate<Optional<byte[]>> which) throws IOException {
    for (Path file : files()) {
      if (which.test(read(file))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(SpoolFile.read(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Those first that were written first. */
  private List<Path> files() throws IOException {
    record Dated(Path file, Instant at) {}
    List<Dated> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        files.add(new Dated(file, Files.getLastModifiedTime(file).toInstant()));
      }
    } catch (NoSuchFileException nothing) {
      return List.of();
    }
    return files.stream().sorted(Comparator.comparing(Dated::at)).map(Dated::file).toList();
  }
}
