package org.vitrail.config;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Published files that several models share, such as a VQGAN or a CLIP: downloaded once, into a
 * folder of their own.
 *
 * @param pixels the range of a VQGAN's pixels
 * @param codec where it is a whole codec, so that any picture can go through it
 * @param upscaler where it enlarges the pictures of any model, and is no model's own
 */
public record ModelPart(
    String id,
    @Allowed("a short name for people") String title,
    @Allowed("a licence's name, such as MIT") String licence,
    @Allowed("the range that the pixels are in") Optional<String> pixels,
    @Allowed("network and side, such as {network: vqgan, side: 256}") Optional<CodecTraits> codec,
    @Allowed("network and factor, such as {network: real-esrgan, factor: 4}")
        Optional<UpscalerTraits> upscaler,
    @Allowed("paths of files by their roles") Map<String, String> files,
    @Allowed("where the files are published") Optional<ModelSource> source)
    implements Pullable {
  /** The role of a network that tells a thing from its background, in the pictures of any model. */
  public static final String CUTOUT = "cutout";

  public ModelPart {
    Class<ModelPart> here = ModelPart.class;
    Check.that(!title.isBlank(), here, "title", title);
    Check.that(!licence.isBlank(), here, "licence", licence);
    Check.that(source.isPresent(), here, "source", "absence");
    files = FilePath.checked(files);
    Published.check(files, source);
  }

  /**
   * Whether it enlarges pictures so.
   *
   * @param factor empty for any
   * @param denoises whether people are to choose how much noise it removes
   */
  public boolean enlarges(OptionalInt factor, boolean denoises) {
    return upscaler.isPresent()
        && (factor.isEmpty() || upscaler.get().factor() == factor.getAsInt())
        && (!denoises || files.containsKey(UpscalerTraits.NOISY));
  }
}
