package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.vitrail.inference.model.disk.FileTrouble;

/** Takes away what a command needed for a while only. */
final class TemporaryFolder {
  private TemporaryFolder() {}

  /**
   * Deletes a folder with all that is in it, once nobody writes there any more.
   *
   * @throws StandaloneException if something is left behind
   */
  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw leftBehind(folder, e.getCause());
    } catch (IOException e) {
      throw leftBehind(folder, e);
    }
  }

  private static StandaloneException leftBehind(Path folder, IOException why) {
    return new StandaloneException(
        "The folder %s is left behind: %s".formatted(folder, FileTrouble.of(why).sentence()), why);
  }
}
