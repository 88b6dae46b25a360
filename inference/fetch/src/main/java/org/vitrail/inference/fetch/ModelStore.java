package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelSource;
import org.vitrail.config.Pullable;

/**
 * Where the files of models and parts lie on this machine: a downloaded model's in a folder of its
 * id below the root, an operator's own model's in the folder that its entry names.
 *
 * @param root {@code models/} in the data folder
 */
public record ModelStore(Path root, Hub hub) {
  private static final String BUNDLED = "bundled";

  /** Where the files of a model or part lie, or would; those inside the program are in one. */
  public Path folder(Pullable owner) {
    if (owner instanceof ModelEntry model && model.bundled()) {
      return root.resolve(BUNDLED);
    }
    return owner instanceof ModelEntry model && model.folder().isPresent()
        ? model.folder().get()
        : root.resolve(owner.id());
  }

  /** The file of each role, a model's own and those of its parts; whether they are there or not. */
  public Map<String, Path> roles(ModelEntry model) {
    Map<String, Path> roles = new LinkedHashMap<>();
    for (Pullable owner : model.withParts()) {
      Path folder = folder(owner);
      owner.files().forEach((role, name) -> roles.put(role, folder.resolve(name)));
    }
    return roles;
  }

  /** The published files of a model or part, without those of its parts; none without a source. */
  public List<RemoteFile> published(Pullable owner) {
    List<RemoteFile> files = new ArrayList<>();
    if (owner.source().isPresent()) {
      ModelSource source = owner.source().get();
      source
          .downloads()
          .forEach(
              (name, download) ->
                  files.add(
                      new RemoteFile(
                          owner.id(),
                          name,
                          hub.address(source, name, download),
                          folder(owner),
                          download,
                          hub.page(source))));
    }
    return files;
  }

  /** The published files that are here whole, yet cannot be what they should be. */
  public List<Unfit> unfit(List<? extends Pullable> owners, ContentCheck check) {
    List<Unfit> unfit = new ArrayList<>();
    for (Pullable owner : owners) {
      for (RemoteFile file : published(owner)) {
        if (isWhole(file)) {
          check
              .problemOf(file.owner(), file.name(), file.target())
              .ifPresent(problem -> unfit.add(new Unfit(file, problem)));
        }
      }
    }
    return unfit;
  }

  /** What of the published files is here. */
  public Stock stock(List<? extends Pullable> owners) {
    return stock(owners, Set.of());
  }

  /**
   * What of the published files is here.
   *
   * @param anew files that count as missing, since they are to be fetched again
   */
  public Stock stock(List<? extends Pullable> owners, Set<RemoteFile> anew) {
    List<RemoteFile> missing = new ArrayList<>();
    long here = 0;
    long total = 0;
    boolean exact = true;
    for (Pullable owner : owners) {
      for (RemoteFile file : published(owner)) {
        boolean whole = isWhole(file) && !anew.contains(file);
        long bytes = whole ? size(file.target()) : file.expectedBytes();
        exact &= whole || file.exactBytes().isPresent();
        total += bytes;
        here += whole ? bytes : Math.min(bytes, size(PartFile.of(file.target())));
        if (!whole) {
          missing.add(file);
        }
      }
    }
    return new Stock(missing, here, total, exact);
  }

  /** There under its own name, which it gets only when complete, and of the size it must have. */
  private static boolean isWhole(RemoteFile file) {
    return Files.isRegularFile(file.target())
        && (file.exactBytes().isEmpty() || file.exactBytes().getAsLong() == size(file.target()));
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
