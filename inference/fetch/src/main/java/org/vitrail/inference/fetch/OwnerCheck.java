package org.vitrail.inference.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.vitrail.config.Pullable;

/** Compares all files of a model or part with the checksums that are known of them. */
public final class OwnerCheck {
  private OwnerCheck() {}

  /** The files of a model or part, without those of its parts. */
  public static Set<String> names(Pullable owner) {
    Set<String> names = new LinkedHashSet<>(owner.files().values());
    owner.source().ifPresent(source -> names.addAll(source.downloads().keySet()));
    return names;
  }

  /**
   * Reads every file once.
   *
   * @param progress told the bytes of each chunk
   */
  public static List<FileCheck> check(Pullable owner, FileSource files, LongConsumer progress)
      throws IOException {
    Map<String, String> sums = Sha256Sums.read(files);
    owner
        .source()
        .ifPresent(
            source ->
                source
                    .downloads()
                    .forEach(
                        (name, download) ->
                            download.sha256().ifPresent(pinned -> sums.put(name, pinned))));
    List<FileCheck> checks = new ArrayList<>();
    for (String name : names(owner)) {
      checks.add(FileCheck.of(files, name, Optional.ofNullable(sums.get(name)), progress));
    }
    return checks;
  }
}
