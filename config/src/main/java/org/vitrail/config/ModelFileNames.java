package org.vitrail.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model's files by role, as paths with {@code /} below the model's folder (or the bundled model's
 * resources).
 */
public record ModelFileNames(
    @Allowed("the path of tokenizer.json") String tokenizer,
    @Allowed("the path of the encoder's weights") String encoder,
    @Allowed("the path of the decoder's weights") String decoder,
    @Allowed("the path of the transformer's config.json") String dalleConfig,
    @Allowed("the path of the VQGAN's weights") String vqgan,
    @Allowed("the path of the VQGAN's config.json") String vqganConfig,
    @Allowed("the path of CLIP's weights") Optional<String> clip,
    @Allowed("the path of CLIP's config.json: it goes together with clip")
        Optional<String> clipConfig,
    @Allowed("the path of CLIP's own tokenizer.json") Optional<String> clipTokenizer,
    @Allowed("the path of the upscaler's weights") Optional<String> upscaler,
    @Allowed("the path of the upscaler's config.json: it goes together with upscaler")
        Optional<String> upscalerConfig) {

  public ModelFileNames {
    Class<ModelFileNames> here = ModelFileNames.class;
    Check.that(
        clip.isPresent() == clipConfig.isPresent(),
        here,
        "clipConfig",
        clipConfig.orElse("absence"));
    Check.that(
        upscaler.isPresent() == upscalerConfig.isPresent(),
        here,
        "upscalerConfig",
        upscalerConfig.orElse("absence"));
  }

  /** The files that are named, by role, in the order of the record. */
  public Map<String, String> byRole() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("tokenizer", tokenizer);
    files.put("encoder", encoder);
    files.put("decoder", decoder);
    files.put("dalleConfig", dalleConfig);
    files.put("vqgan", vqgan);
    files.put("vqganConfig", vqganConfig);
    clip.ifPresent(path -> files.put("clip", path));
    clipConfig.ifPresent(path -> files.put("clipConfig", path));
    clipTokenizer.ifPresent(path -> files.put("clipTokenizer", path));
    upscaler.ifPresent(path -> files.put("upscaler", path));
    upscalerConfig.ifPresent(path -> files.put("upscalerConfig", path));
    return files;
  }
}
