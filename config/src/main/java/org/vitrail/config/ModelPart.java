package org.vitrail.config;

import java.util.Map;
import java.util.Optional;

/**
 * Published files that several models share, such as a VQGAN or a CLIP: downloaded once, into a
 * folder of their own.
 *
 * @param pixels the range of a VQGAN's pixels
 */
public record ModelPart(
    String id,
    @Allowed("a short name for people") String title,
    @Allowed("a licence's name, such as MIT") String licence,
    @Allowed("the range that the pixels are in") Optional<String> pixels,
    @Allowed("paths of files by their roles") Map<String, String> files,
    @Allowed("where the files are published") Optional<ModelSource> source)
    implements Pullable {

  public ModelPart {
    Class<ModelPart> here = ModelPart.class;
    Check.that(!title.isBlank(), here, "title", title);
    Check.that(!licence.isBlank(), here, "licence", licence);
    Check.that(source.isPresent(), here, "source", "absence");
    files = FilePath.checked(files);
    Published.check(files, source);
  }
}
