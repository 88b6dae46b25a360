package org.vitrail.inference.model.family.dallemini;

import java.util.Arrays;

/**
 * A prompt as a network reads it.
 *
 * @param ids of the prompt, start and end included, without padding
 * @param unconditionalIds of "no prompt", for guidance
 */
public record EncodedPrompt(long[] ids, long[] unconditionalIds) {
  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedPrompt that
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(unconditionalIds, that.unconditionalIds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
