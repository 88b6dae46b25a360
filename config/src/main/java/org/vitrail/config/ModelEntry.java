package org.vitrail.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One model of the catalogue: where its files are and how to sample from it by default. Its shape
 * is not here but in the checkpoint's own config files.
 *
 * @param bundled whether the files are inside the program; otherwise {@code folder} holds them
 * @param folder absolute once read by {@link ModelCatalogue}
 */
public record ModelEntry(
    String id,
    @Allowed("a short name for people") String title,
    @Allowed("a sentence on what it draws") String description,
    @Allowed("a licence's name, such as Apache-2.0") String licence,
    Family family,
    PixelRange pixels,
    boolean bundled,
    @Allowed("a folder's path, or 'bundled: true' in its place, not both") Optional<Path> folder,
    ModelFileNames files,
    ModelDefaults defaults) {

  /** The networks' kind. */
  public enum Family {
    DALLE_MINI
  }

  /** Range of the VQGAN's pixels: symmetric is -1 to 1, unit is 0 to 1. */
  public enum PixelRange {
    SYMMETRIC,
    UNIT
  }

  public ModelEntry {
    Class<ModelEntry> here = ModelEntry.class;
    Check.that(!title.isBlank(), here, "title", title);
    Check.that(!description.isBlank(), here, "description", description);
    Check.that(!licence.isBlank(), here, "licence", licence);
    Check.that(
        bundled != folder.isPresent(),
        here,
        "folder",
        folder.isPresent() ? folder.get() + " beside 'bundled: true'" : "an absent folder");
  }

  /** The same entry with a relative folder resolved. */
  ModelEntry below(Path home) {
    return new ModelEntry(
        id,
        title,
        description,
        licence,
        family,
        pixels,
        bundled,
        folder.map(path -> home.resolve(path).normalize()),
        files,
        defaults);
  }

  static boolean isId(String text) {
    return text.matches("[a-z0-9][a-z0-9._-]{0,63}");
  }
}
