package org.vitrail.inference.model.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;

/** Turns text into ids with a {@code tokenizer.json}; knows nothing of networks. */
public final class TextTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  /**
   * Reads a tokenizer.
   *
   * @throws CheckpointException if the file is missing or not a {@code tokenizer.json}
   */
  public TextTokenizer(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.");
    }
    try {
      // Length is each model's own matter: no cut, no padding here.
      tokenizer =
          HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw FileKind.misread(file, "a tokenizer.json", e.getMessage(), e);
    }
  }

  /** The text's ids with the tokenizer's own start and end ids. */
  public long[] encode(String text) {
    return tokenizer.encode(text, true, false).getIds();
  }

  /** The text's ids alone. */
  public long[] pieces(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  /** At most {@code length} ids; a cut keeps the last id, which ends the text. */
  public static long[] cut(long[] ids, int length) {
    if (ids.length <= length) {
      return ids;
    }
    long[] cut = Arrays.copyOf(ids, length);
    cut[length - 1] = ids[ids.length - 1];
    return cut;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
