package org.vitrail.inference.model.lexicon;

/** What a phrase says of a picture. */
public enum WordKind {
  /** A thing, of which English says {@code a}. */
  THING,
  /** Things in the plural, or stuff that is not counted. */
  THINGS,
  COLOUR,
  SIZE,
  NUMBER,
  /** Where a thing is, or what is behind it. */
  PLACE,
  STYLE,
  /** How things stand to each other. */
  RELATION,
  /** What changes no picture, such as an article. */
  FILLER;

  /** Whether it names something to be drawn. */
  boolean isThing() {
    return this == THING || this == THINGS;
  }
}
