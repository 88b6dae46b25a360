package org.vitrail.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model of the catalogue: where its files are and how to sample from it by default. Its shape
 * is not here but in the checkpoint's own config files.
 *
 * @param text how a prompt becomes text tokens
 * @param bundled whether the files are inside the program; otherwise {@code folder} holds them, or
 *     they are downloaded from {@code source}
 * @param harmless whether it can draw nothing that anybody would want hidden, so that nobody has to
 *     judge its pictures
 * @param folder absolute once read by {@link ModelCatalogue}
 * @param parts whose files the model uses besides its own
 */
public record ModelEntry(
    String id,
    @Allowed("a short name for people") String title,
    @Allowed("a sentence on what it draws") String description,
    @Allowed("a licence's name, such as Apache-2.0") String licence,
    Family family,
    TextPath text,
    PixelRange pixels,
    boolean bundled,
    boolean harmless,
    @Allowed("a folder's path, or in its place a source to download from or 'bundled: true'")
        Optional<Path> folder,
    @Allowed("ids of parts, such as [clip-vit-b-32]") List<ModelPart> parts,
    ModelFileNames files,
    @Allowed("where the files are published") Optional<ModelSource> source,
    ModelDefaults defaults)
    implements Pullable {

  /** The networks' kind. */
  public enum Family {
    DALLE_MINI
  }

  /**
   * What happens to a prompt before its pieces are looked up: nothing but what tokenizer.json says,
   * the normaliser that DALL·E mini was trained with, or min-dalle's shorter way.
   */
  public enum TextPath {
    PLAIN,
    DALLE_MINI,
    MIN_DALLE
  }

  /** Range of the VQGAN's pixels: symmetric is -1 to 1, unit is 0 to 1. */
  public enum PixelRange {
    SYMMETRIC,
    UNIT
  }

  public ModelEntry {
    Class<ModelEntry> here = ModelEntry.class;
    parts = List.copyOf(parts);
    Check.that(!title.isBlank(), here, "title", title);
    Check.that(!description.isBlank(), here, "description", description);
    Check.that(!licence.isBlank(), here, "licence", licence);
    int places = (bundled ? 1 : 0) + (folder.isPresent() ? 1 : 0) + (source.isPresent() ? 1 : 0);
    Check.that(
        places == 1,
        here,
        "folder",
        places == 0
            ? "an absent folder"
            : folder.map(Path::toString).orElse("a source") + " beside another place");
    Published.check(files, source);
    for (ModelPart part : parts) {
      part.pixels()
          .ifPresent(
              range ->
                  Check.that(
                      range == pixels, here, "pixels", Check.word(pixels) + " with " + part.id()));
    }
    checkRoles(files, parts);
  }

  private static void checkRoles(ModelFileNames files, List<ModelPart> parts) {
    Map<String, String> owners = new HashMap<>();
    files.byRole().keySet().forEach(role -> owners.put(role, "files"));
    for (ModelPart part : parts) {
      for (String role : part.files().byRole().keySet()) {
        String other = owners.putIfAbsent(role, part.id());
        if (other != null) {
          throw new SettingsException(
              "", "parts", role + " is in " + other + " and in " + part.id() + "; keep one.");
        }
      }
    }
    need(owners, "a tokenizer", "tokenizer, or vocabulary and merges", "tokenizer", "vocabulary");
    need(owners, "image tokens", "transformer, or encoder and decoder", "transformer", "encoder");
    need(owners, "pixels", "vqgan, or a part that has it", "vqgan");
  }

  private static void need(
      Map<String, String> owners, String purpose, String roles, String... oneOf) {
    for (String role : oneOf) {
      if (owners.containsKey(role)) {
        return;
      }
    }
    throw new SettingsException("", "files", "no file for " + purpose + "; give " + roles + ".");
  }

  /** The model and the parts it uses. */
  public List<Pullable> withParts() {
    List<Pullable> all = new ArrayList<>();
    all.add(this);
    all.addAll(parts);
    return all;
  }

  /** The same entry with a relative folder resolved. */
  ModelEntry below(Path home) {
    return new ModelEntry(
        id,
        title,
        description,
        licence,
        family,
        text,
        pixels,
        bundled,
        harmless,
        folder.map(path -> home.resolve(path).normalize()),
        parts,
        files,
        source,
        defaults);
  }

  static boolean isId(String text) {
    return text.matches("[a-z0-9][a-z0-9._-]{0,63}");
  }
}
