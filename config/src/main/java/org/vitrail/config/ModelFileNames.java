package org.vitrail.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files by role, as paths with {@code /} below the folder of the model or part that has them (or
 * among the bundled model's resources). Some roles stand for one another: a tokenizer is one {@code
 * tokenizer} or a {@code vocabulary} with its {@code merges}; the network that draws image tokens
 * is one {@code transformer} or an {@code encoder} and a {@code decoder}.
 */
public record ModelFileNames(
    @Allowed("the path of tokenizer.json, or vocabulary and merges in its place")
        Optional<String> tokenizer,
    @Allowed("the path of vocab.json: it goes together with merges") Optional<String> vocabulary,
    @Allowed("the path of merges.txt: it goes together with vocabulary") Optional<String> merges,
    @Allowed("the path of the weights of encoder and decoder in one file, or the two in its place")
        Optional<String> transformer,
    @Allowed("the path of the encoder's weights: it goes together with decoder")
        Optional<String> encoder,
    @Allowed("the path of the decoder's weights: it goes together with encoder")
        Optional<String> decoder,
    @Allowed("the path of the transformer's config.json") Optional<String> dalleConfig,
    @Allowed("the path of the VQGAN's weights") Optional<String> vqgan,
    @Allowed("the path of the VQGAN's config, only beside vqgan") Optional<String> vqganConfig,
    @Allowed("the path of CLIP's weights") Optional<String> clip,
    @Allowed("the path of CLIP's config.json, only beside clip") Optional<String> clipConfig,
    @Allowed("the path of CLIP's own tokenizer.json, only beside clip")
        Optional<String> clipTokenizer,
    @Allowed("the path of the upscaler's weights") Optional<String> upscaler,
    @Allowed("the path of the upscaler's config.json: it goes together with upscaler")
        Optional<String> upscalerConfig) {

  public ModelFileNames {
    together("vocabulary", vocabulary, merges);
    below("merges", merges);
    together("encoder", encoder, decoder);
    below("decoder", decoder);
    together("upscalerConfig", upscalerConfig, upscaler);
    insteadOf("tokenizer", tokenizer, vocabulary);
    insteadOf("transformer", transformer, encoder);
    onlyBeside("vqganConfig", vqganConfig, vqgan);
    onlyBeside("clipConfig", clipConfig, clip);
    onlyBeside("clipTokenizer", clipTokenizer, clip);
    below("dalleConfig", dalleConfig);
    below("vqgan", vqgan);
    below("clip", clip);
    below("upscaler", upscaler);
  }

  /** The files that are named, by role, in the order of the record. */
  public Map<String, String> byRole() {
    Map<String, String> files = new LinkedHashMap<>();
    tokenizer.ifPresent(path -> files.put("tokenizer", path));
    vocabulary.ifPresent(path -> files.put("vocabulary", path));
    merges.ifPresent(path -> files.put("merges", path));
    transformer.ifPresent(path -> files.put("transformer", path));
    encoder.ifPresent(path -> files.put("encoder", path));
    decoder.ifPresent(path -> files.put("decoder", path));
    dalleConfig.ifPresent(path -> files.put("dalleConfig", path));
    vqgan.ifPresent(path -> files.put("vqgan", path));
    vqganConfig.ifPresent(path -> files.put("vqganConfig", path));
    clip.ifPresent(path -> files.put("clip", path));
    clipConfig.ifPresent(path -> files.put("clipConfig", path));
    clipTokenizer.ifPresent(path -> files.put("clipTokenizer", path));
    upscaler.ifPresent(path -> files.put("upscaler", path));
    upscalerConfig.ifPresent(path -> files.put("upscalerConfig", path));
    return files;
  }

  private static void together(String role, Optional<String> path, Optional<String> other) {
    Check.that(path.isPresent() == other.isPresent(), ModelFileNames.class, role, shown(path));
    below(role, path);
  }

  private static void insteadOf(String role, Optional<String> path, Optional<String> other) {
    boolean one = path.isEmpty() || other.isEmpty();
    Check.that(one, ModelFileNames.class, role, shown(path) + " beside " + shown(other));
    below(role, path);
  }

  private static void onlyBeside(String role, Optional<String> path, Optional<String> weights) {
    boolean has = path.isEmpty() || weights.isPresent();
    Check.that(has, ModelFileNames.class, role, shown(path));
    below(role, path);
  }

  private static void below(String role, Optional<String> path) {
    path.filter(name -> !FilePath.staysBelow(name))
        .ifPresent(
            name -> {
              throw SettingsException.notAllowed(role, name, FilePath.ALLOWED);
            });
  }

  private static String shown(Optional<String> path) {
    return path.orElse("absence");
  }
}
