package org.vitrail.inference.model.family.rudalle;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vitrail.inference.model.text.Yttm;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Prompts as ru-dalle reads them: in small letters, between a start and an end. */
final class RudallePrompts {
  private final Yttm tokenizer;
  private final int textTokenCount;

  /**
   * Reads a {@code bpe.model}.
   *
   * @throws CheckpointException if it is none, or has words that the transformer does not know
   */
  RudallePrompts(Path file, RudalleConfig config) {
    tokenizer = Yttm.read(file);
    textTokenCount = config.textTokenCount();
    int words = config.textVocabularySize() - textTokenCount;
    if (tokenizer.vocabularySize() > words) {
      throw new CheckpointException(
          file,
          "has %d tokens, and the transformer knows %d of them. Check that both belong together."
              .formatted(tokenizer.vocabularySize(), words));
    }
  }

  /** The ids of a prompt; of one that is too long its beginning, without an end. */
  long[] encode(String prompt) {
    int[] words = tokenizer.encode(prompt.toLowerCase(Locale.ROOT).strip());
    return IntStream.concat(
            IntStream.concat(IntStream.of(tokenizer.bos()), Arrays.stream(words)),
            IntStream.of(tokenizer.eos()))
        .limit(textTokenCount)
        .asLongStream()
        .toArray();
  }
}
