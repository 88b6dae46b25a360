package org.vitrail.inference.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What orders a request's pictures. */
public enum Ranking {
  /** ruCLIP's cosine between prompt and picture. */
  RUCLIP,
  /** How surprising a picture was to the network that drew it. */
  PERPLEXITY,
  /** CLIP's cosine between prompt and picture. */
  CLIP,
  /**
   * How clearly a picture shows what it was drawn as: CLIP's cosine with that and with what was
   * typed, and how sure the network was as it drew. Good for an order, and not to be compared
   * between prompts.
   */
  CLARITY;

  /** The option by which people choose one. */
  public static final String OPTION = "rank";

  /** That option of a model that has these, the first for those who do not choose. */
  public static ModelOption.Choice option(List<Ranking> had) {
    return ModelOption.choice(OPTION, had.get(0).word(), had.stream().map(Ranking::word).toList());
  }

  /**
   * One of those that a model has, by the name that somebody typed.
   *
   * @throws IllegalArgumentException for another name, in a sentence that begins with the option's
   */
  public static Ranking of(String typed, List<Ranking> had) {
    String word = option(had).read(typed);
    return Stream.of(values()).filter(it -> it.word().equals(word)).findFirst().orElseThrow();
  }

  /** As people type it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether of two values the lower one is better. */
  public boolean isLowerBetter() {
    return this == PERPLEXITY;
  }
}
