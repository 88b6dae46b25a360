package org.vitrail.inference.model.family.dallemini;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.vitrail.inference.model.text.TextTokenizer;

/** Turns prompts into ids in the way that a checkpoint's authors do. */
public abstract sealed class PromptEncoder implements AutoCloseable
    permits PromptEncoder.Plain, PromptEncoder.DalleMini, PromptEncoder.MinDalle {

  /**
   * Opens the files of a text path.
   *
   * @param tokenizer {@code tokenizer.json}, or {@code vocab.json} where there are merges
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing or
   *     broken
   */
  public static PromptEncoder open(TextPath path, Path tokenizer, Optional<Path> merges) {
    return switch (path) {
      case PLAIN -> new Plain(new TextTokenizer(tokenizer));
      case DALLE_MINI -> new DalleMini(new TextTokenizer(tokenizer));
      case MIN_DALLE ->
          new MinDalle(
              MinDalleBpe.read(
                  tokenizer,
                  merges.orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "min-dalle's text path needs vocab.json and merges.txt."))));
    };
  }

  /**
   * A prompt's ids.
   *
   * @param length the most ids a network reads
   */
  public abstract EncodedPrompt encode(String prompt, int length);

  @Override
  public void close() {}

  /** The prompt as it is. */
  static final class Plain extends PromptEncoder {
    private final TextTokenizer tokenizer;

    Plain(TextTokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    @Override
    public EncodedPrompt encode(String prompt, int length) {
      return new EncodedPrompt(
          TextTokenizer.cut(tokenizer.encode(prompt), length), tokenizer.encode(""));
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }

  /** The prompt normalised; "no prompt" is not, which would make it a space. */
  static final class DalleMini extends PromptEncoder {
    private final TextTokenizer tokenizer;
    private final DalleMiniNormaliser normaliser = new DalleMiniNormaliser();

    DalleMini(TextTokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    @Override
    public EncodedPrompt encode(String prompt, int length) {
      return new EncodedPrompt(
          TextTokenizer.cut(tokenizer.encode(normaliser.normalise(prompt)), length),
          tokenizer.encode(""));
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }

  /**
   * min-dalle's: a long prompt loses its end id, and "no prompt" is made of the first and the last
   * id that are left.
   */
  static final class MinDalle extends PromptEncoder {
    private final MinDalleBpe bpe;

    MinDalle(MinDalleBpe bpe) {
      this.bpe = bpe;
    }

    @Override
    public EncodedPrompt encode(String prompt, int length) {
      long[] ids = bpe.ids(prompt);
      long[] kept = ids.length <= length ? ids : Arrays.copyOf(ids, length);
      return new EncodedPrompt(kept, new long[] {kept[0], kept[kept.length - 1]});
    }
  }
}
