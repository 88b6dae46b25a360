package org.vitrail.inference.model.family.dallemini;

import static org.vitrail.inference.model.FileRoles.FileRule.insteadOf;
import static org.vitrail.inference.model.FileRoles.FileRule.oneOf;
import static org.vitrail.inference.model.FileRoles.FileRule.onlyBeside;
import static org.vitrail.inference.model.FileRoles.FileRule.together;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.weights.FileUse;

/**
 * The files of a model of this family. Some roles stand for one another: a tokenizer is one {@code
 * tokenizer} or a {@code vocabulary} with its {@code merges}; the network that draws image tokens
 * is one {@code transformer} or an {@code encoder} and a {@code decoder}.
 */
public record DalleMiniFiles(ModelFolder folder) {
  private static final String TOKENIZER = "tokenizer";
  private static final String VOCABULARY = "vocabulary";
  private static final String MERGES = "merges";
  private static final String TRANSFORMER = "transformer";
  private static final String ENCODER = "encoder";
  private static final String DECODER = "decoder";
  private static final String TRANSFORMER_CONFIG = "dalleConfig";
  private static final String VQGAN = "vqgan";
  private static final String VQGAN_CONFIG = "vqganConfig";
  private static final String CLIP = "clip";
  private static final String CLIP_CONFIG = "clipConfig";
  private static final String CLIP_TOKENIZER = "clipTokenizer";
  private static final String UPSCALER = "upscaler";
  private static final String UPSCALER_CONFIG = "upscalerConfig";
  static final String LEXICON = "lexicon";
  private static final String TEXT = "text";
  private static final String PIXELS = "pixels";
  private static final String SHAPE = "shape";

  static final FileRoles ROLES =
      new FileRoles(
          List.of(
              role(
                  TOKENIZER,
                  "the path of tokenizer.json, or vocabulary and merges in its place",
                  FileUse.JSON),
              role(
                  VOCABULARY, "the path of vocab.json: it goes together with merges", FileUse.JSON),
              role(
                  MERGES, "the path of merges.txt: it goes together with vocabulary", FileUse.TEXT),
              role(
                  TRANSFORMER,
                  "the path of the weights of encoder and decoder in one file, or the two in its"
                      + " place",
                  FileUse.WEIGHTS),
              role(
                  ENCODER,
                  "the path of the encoder's weights: it goes together with decoder",
                  FileUse.WEIGHTS),
              role(
                  DECODER,
                  "the path of the decoder's weights: it goes together with encoder",
                  FileUse.WEIGHTS),
              role(TRANSFORMER_CONFIG, "the path of the transformer's config.json", FileUse.CONFIG),
              role(VQGAN, "the path of the VQGAN's weights", FileUse.WEIGHTS),
              role(
                  VQGAN_CONFIG,
                  "the path of the VQGAN's config, only beside vqgan",
                  FileUse.CONFIG),
              role(CLIP, "the path of CLIP's weights", FileUse.WEIGHTS),
              role(CLIP_CONFIG, "the path of CLIP's config.json, only beside clip", FileUse.CONFIG),
              role(
                  CLIP_TOKENIZER,
                  "the path of CLIP's own tokenizer.json, only beside clip",
                  FileUse.JSON),
              role(UPSCALER, "the path of the upscaler's weights", FileUse.WEIGHTS),
              role(
                  UPSCALER_CONFIG,
                  "the path of the upscaler's config.json: it goes together with upscaler",
                  FileUse.CONFIG),
              role(LEXICON, "the path of the words that the model was taught", FileUse.TEXT)),
          List.of(
              together(VOCABULARY, MERGES),
              together(ENCODER, DECODER),
              together(UPSCALER_CONFIG, UPSCALER),
              insteadOf(TOKENIZER, VOCABULARY),
              insteadOf(TRANSFORMER, ENCODER),
              onlyBeside(VQGAN_CONFIG, VQGAN),
              onlyBeside(CLIP_CONFIG, CLIP),
              onlyBeside(CLIP_TOKENIZER, CLIP),
              oneOf("a tokenizer", "tokenizer, or vocabulary and merges", TOKENIZER, VOCABULARY),
              oneOf("image tokens", "transformer, or encoder and decoder", TRANSFORMER, ENCODER),
              oneOf("pixels", "vqgan, or a part that has it", VQGAN)),
          Map.of(
              TEXT, List.of("plain", "dalle-mini", "min-dalle"),
              PIXELS, List.of("symmetric", "unit"),
              SHAPE, PublishedShape.names()),
          Set.of(PIXELS));

  private static FileRole role(String name, String description, FileUse use) {
    return new FileRole(name, description, use);
  }

  public String id() {
    return folder.id();
  }

  /** Of the VQGAN's training. */
  public PixelRange pixelRange() {
    return PixelRange.of(trait(PIXELS));
  }

  /** How prompts are prepared. */
  public TextPath textPath() {
    return TextPath.of(trait(TEXT));
  }

  /** The published size that is said of the model, for what is asked before its files are here. */
  public Optional<PublishedShape> shape() {
    return Optional.ofNullable(folder.traits().get(SHAPE)).map(PublishedShape::of);
  }

  private String trait(String name) {
    return folder.traits().getOrDefault(name, ROLES.traits().get(name).get(0));
  }

  /** {@code tokenizer.json}, or {@code vocab.json} where there are {@link #merges}. */
  public Path tokenizer() {
    return folder.need(TOKENIZER, VOCABULARY);
  }

  /** {@code merges.txt} beside a {@code vocab.json}. */
  public Optional<Path> merges() {
    return folder.find(MERGES);
  }

  /** Absent for the published shapes. */
  public Optional<Path> transformerConfig() {
    return folder.find(TRANSFORMER_CONFIG);
  }

  /** Weights; may be the same file as {@link #decoder}. */
  public Path encoder() {
    return folder.need(TRANSFORMER, ENCODER);
  }

  public Path decoder() {
    return folder.need(TRANSFORMER, DECODER);
  }

  /** Absent for the VQGAN of DALL·E mini. */
  public Optional<Path> vqganConfig() {
    return folder.find(VQGAN_CONFIG);
  }

  public Path vqgan() {
    return folder.need(VQGAN);
  }

  /** Absent where the shape follows from the tensors. */
  public Optional<Path> clipConfig() {
    return folder.find(CLIP_CONFIG);
  }

  public Path clip() {
    return folder.need(CLIP);
  }

  /** {@code tokenizer.json} of CLIP. */
  public Path clipTokenizer() {
    return folder.need(CLIP_TOKENIZER, TOKENIZER);
  }

  public Path upscalerConfig() {
    return folder.need(UPSCALER_CONFIG);
  }

  public Path upscaler() {
    return folder.need(UPSCALER);
  }

  /** The words that it was taught; absent where nobody listed them. */
  public Optional<Path> lexicon() {
    return folder.find(LEXICON);
  }

  /** The files that decide what a seed draws. */
  public List<Path> weights() {
    return Stream.of(encoder(), decoder(), vqgan(), clip(), upscaler()).distinct().toList();
  }

  /** Of sizes by role those of CLIP and the upscaler. */
  long otherBytes(Map<String, Long> fileBytes) {
    return fileBytes.getOrDefault(CLIP, 0L) + fileBytes.getOrDefault(UPSCALER, 0L);
  }

  /** Size of those files; a missing one counts nothing here and is told of when it is read. */
  public long weightBytes() {
    return FileSizes.byteCount(weights());
  }
}
