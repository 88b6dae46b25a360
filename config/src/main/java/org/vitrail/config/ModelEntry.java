package org.vitrail.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model of the catalogue: where its files are and how to sample from it by default. Its shape
 * is read from the checkpoint's own files.
 *
 * @param family the networks' kind; it says which roles files have, and what text and pixels may be
 * @param shape says beforehand which size the files will turn out to have, for what people want to
 *     know before they fetch them
 * @param bundled whether the files are inside the program; otherwise {@code folder} holds them, or
 *     they are downloaded from {@code source}
 * @param languages that it reads, as codes such as {@code ru}; a prompt in another script gets a
 *     hint; none where nobody knows
 * @param harmless whether it can draw nothing that anybody would want hidden, so that nobody has to
 *     judge its pictures
 * @param options what people may choose, by the names that they type, in the order of the file
 * @param imageCount pictures for requests that do not choose
 * @param cost of models that draw by iterations; others cost what they draw
 * @param folder absolute once read by {@link ModelCatalogue}
 * @param parts whose files the model uses besides its own
 */
public record ModelEntry(
    String id,
    @Allowed("a short name for people") String title,
    @Allowed("a sentence on what it draws") String description,
    @Allowed("a licence's name, such as Apache-2.0") String licence,
    @Allowed("the networks' kind, such as dalle-mini") String family,
    @Allowed("how a prompt becomes text tokens") Optional<String> text,
    @Allowed("the range that the pixels are in") Optional<String> pixels,
    @Allowed("the published size that it has, as bench --model-shape names it")
        Optional<String> shape,
    @Allowed("codes of languages that the model reads, such as [en, ru]") List<String> languages,
    boolean bundled,
    boolean harmless,
    @Allowed("a folder's path, or in its place a source to download from or 'bundled: true'")
        Optional<Path> folder,
    @Allowed("ids of parts, such as [clip-vit-b-32]") List<ModelPart> parts,
    @Allowed("paths of files by their roles") Map<String, String> files,
    @Allowed("where the files are published") Optional<ModelSource> source,
    @Allowed(
            "the model's own options by name, such as guidance: {default: 2, min: 0, max: 50} or"
                + " pace: {default: fast, names: [fast, slow]}")
        Map<String, AllowedValues> options,
    @Allowed("1 to 9 pictures") int imageCount,
    @Allowed("what counts as one picture, such as {iterations: 100, side: 256}")
        Optional<ModelCost> cost)
    implements Pullable {

  public ModelEntry {
    Class<ModelEntry> here = ModelEntry.class;
    parts = List.copyOf(parts);
    languages = List.copyOf(languages);
    for (String language : languages) {
      Check.that(language.matches("[a-z]{2,3}"), here, "languages", language);
    }
    files = FilePath.checked(files);
    Check.that(!title.isBlank(), here, "title", title);
    Check.that(!description.isBlank(), here, "description", description);
    Check.that(!licence.isBlank(), here, "licence", licence);
    int places = (bundled ? 1 : 0) + (folder.isPresent() ? 1 : 0) + (source.isPresent() ? 1 : 0);
    Check.that(
        places == 1 || places == 0 && files.isEmpty() && !parts.isEmpty(),
        here,
        "folder",
        places == 0
            ? "an absent folder"
            : folder.map(Path::toString).orElse("a source") + " beside another place");
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    for (String name : options.keySet()) {
      Check.that(isOption(name), here, "options", name);
    }
    Check.that(Check.within(1, imageCount, 9), here, "imageCount", imageCount);
    Published.check(files, source);
    for (ModelPart part : parts) {
      boolean same = part.pixels().isEmpty() || part.pixels().equals(pixels);
      if (!same) {
        throw SettingsException.notAllowed(
            "pixels", pixels.orElse("absence") + " with " + part.id(), part.pixels().orElseThrow());
      }
    }
    checkRoles(files, parts);
  }

  private static void checkRoles(Map<String, String> files, List<ModelPart> parts) {
    Map<String, String> owners = new HashMap<>();
    files.keySet().forEach(role -> owners.put(role, "files"));
    for (ModelPart part : parts) {
      for (String role : part.files().keySet()) {
        String other = owners.putIfAbsent(role, part.id());
        if (other != null) {
          throw new SettingsException(
              "", "parts", role + " is in " + other + " and in " + part.id() + "; keep one.");
        }
      }
    }
  }

  /** What is said of the networks besides their files: text, pixels and shape. */
  public Map<String, String> traits() {
    Map<String, String> traits = new LinkedHashMap<>();
    text.ifPresent(value -> traits.put("text", value));
    pixels.ifPresent(value -> traits.put("pixels", value));
    shape.ifPresent(value -> traits.put("shape", value));
    return traits;
  }

  /** The files by role, its own and those of its parts. */
  public Map<String, String> allFiles() {
    Map<String, String> all = new LinkedHashMap<>(files);
    parts.forEach(part -> all.putAll(part.files()));
    return all;
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
        shape,
        languages,
        bundled,
        harmless,
        folder.map(path -> home.resolve(path).normalize()),
        parts,
        files,
        source,
        options,
        imageCount,
        cost);
  }

  /** The names of what people may choose with any model are taken. */
  private static boolean isOption(String name) {
    return name.matches("[a-z][a-z0-9-]{0,31}")
        && !List.of("seed", "count", "ar", "model", "style", "keep", "video", "private")
            .contains(name);
  }

  static boolean isId(String text) {
    return text.matches("[a-z0-9][a-z0-9._-]{0,63}");
  }
}
