package org.vitrail.inference.model.tokens;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * A network that draws image tokens one after the other. It keeps what its rows have read so far,
 * so it belongs to one thread and to one batch at a time. Knows nothing of sampling, text or
 * pixels.
 *
 * <p>Its rows form groups, one for each request, in an order of the network's own: a group's rows
 * are the request's pictures under its first condition, then the same pictures under the next.
 */
public interface TokenNetwork {
  /** A scope for the tensors of a step. */
  TensorScope open();

  /** What the first token of a picture follows. */
  int startToken();

  /** Tokens that it can read: 0 up to this. */
  int readableTokenCount();

  /**
   * Takes in a group whose pictures are all at their beginning.
   *
   * @param conditions text ids of each condition: two for guidance, one without
   * @param pictures rows of each condition
   * @return the group's index among the groups; those from there on have moved up by one
   */
  int join(List<long[]> conditions, int pictures);

  /**
   * Takes in a group whose pictures read texts of their own under the first condition, as {@link
   * #join} does one whose pictures share a text.
   *
   * @param captions text ids of each picture
   * @param others text ids of each further condition, which all pictures share
   * @throws UnsupportedOperationException if the network's pictures cannot but share a text
   */
  default int joinCaptioned(List<long[]> captions, List<long[]> others) {
    throw new UnsupportedOperationException("This network's pictures share a text.");
  }

  /** Takes a group out; those behind it move down by one. */
  void leave(int group);

  /** Takes all groups out; afterwards all is as at the start, even if a call failed midway. */
  void clear();

  /**
   * Reads one token for every row.
   *
   * @param tokens of each row: what it drew last, or the start token
   * @param positions of each group: the cell that is drawn next
   * @return logits (row, token), which stay on the device
   */
  Tensor step(TensorScope scope, long[] tokens, long[] positions);

  /**
   * Reads several tokens of each row of a group in one pass, where what they lead to is known.
   *
   * @param position the cell that comes after the first of these tokens
   * @param tokens of each picture (picture, token), whatever the condition; one row if all pictures
   *     are the same so far
   */
  void fill(int group, int position, long[][] tokens);

  /**
   * Says which of a group's cells count from now on for how surprising its pictures are; all do
   * until somebody says so. Where a window slides over a larger picture, what it sees again was
   * counted before.
   */
  default void count(int group, boolean[] cells) {}

  /**
   * How surprising a group's whole pictures are to the network: the mean of how many equally likely
   * tokens each of theirs had been one of. Lower is better. To be asked once, before the group
   * leaves; empty where the network takes no account of it.
   *
   * @param lastTokens of each picture, which no step has read
   */
  default Optional<float[]> perplexities(int group, long[] lastTokens) {
    return Optional.empty();
  }
}
