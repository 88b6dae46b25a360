package org.vitrail.inference.model.tokens;

/**
 * Which tokens top-k and top-p leave to draw from, where programs differ: of tokens that are
 * equally likely, and about what a nucleus is measured among.
 */
public enum CandidateRule {
  /**
   * As in min-dalle: all that are as likely as the last one left. A nucleus is measured among
   * exactly k tokens and ends with the one that reaches top-p.
   */
  EQUALS,
  /**
   * As transformers' {@code top_k_top_p_filtering} does: top-k leaves all that are as likely as the
   * k-th. A nucleus is measured among those; in their order, of equals the first one first, each is
   * left whose predecessors do not exceed top-p together.
   */
  RANKS
}
