package org.vitrail.config;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of the repository, for tests of what stands in them. Other modules may be building
 * meanwhile: what they make is passed over, and what vanishes is none of ours.
 */
final class SourceTree {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Beside hidden folders: what is built, what a run leaves, what people install beside it. */
  private static final Set<Path> NOT_OURS =
      Set.of(Path.of("target"), Path.of("node_modules"), Path.of("venv"));

  private SourceTree() {}

  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
            Path name = folder.getFileName();
            boolean isOurs =
                folder.equals(ROOT)
                    || !NOT_OURS.contains(name)
                        && !name.toString().startsWith(".")
                        && !folder.equals(ROOT.resolve("data"));
            return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException vanished) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
