package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.DrawOptions.Tokens;

/**
 * What a request means to a network that draws tokens.
 *
 * @param conditions text ids with the prompt and, for guidance, without it
 * @param captions text ids that each picture reads in place of the first condition; empty where all
 *     pictures read that
 * @param given cells that are not drawn
 */
public record TokenPrompt(
    List<long[]> conditions, List<long[]> captions, Tokens options, GivenCells given) {
  public TokenPrompt {
    if (conditions.isEmpty() || conditions.size() > 2) {
      throw new IllegalArgumentException(
          "A request has one or two conditions, not " + conditions.size() + ".");
    }
    conditions = List.copyOf(conditions);
    captions = List.copyOf(captions);
  }

  /** Of pictures that all read the same. */
  public TokenPrompt(List<long[]> conditions, Tokens options, GivenCells given) {
    this(conditions, List.of(), options, given);
  }

  /** The same of pictures that read captions of their own, if any differs and is read at all. */
  public TokenPrompt captioned(List<long[]> ofPictures) {
    boolean isOne = ofPictures.stream().allMatch(it -> Arrays.equals(it, ofPictures.get(0)));
    return isOne || options.guidance() == 0
        ? this
        : new TokenPrompt(conditions, ofPictures, options, given);
  }

  /** As many conditions as the guidance makes a difference between. */
  public static TokenPrompt guided(
      long[] prompt, long[] noPrompt, Tokens options, GivenCells given) {
    if (options.guidance() == 1) {
      return new TokenPrompt(List.of(prompt), options, given);
    }
    return options.guidance() == 0
        ? new TokenPrompt(List.of(noPrompt), options, given)
        : new TokenPrompt(List.of(prompt, noPrompt), options, given);
  }
}
