package org.vitrail.deploy.standalone.load;

import java.util.Locale;

/** What a job does, with how often it is asked for beside the others. */
public enum LoadKind {
  /** One to nine square pictures. */
  DRAW(12),
  /** One to four pictures that are wider than high. */
  WIDE(3),
  /** Relatives of a picture that was drawn before. */
  VARY(2),
  /** A picture that was drawn before, larger. */
  UPSCALE(2),
  /** What a picture shows that was drawn before, cut out. */
  STICKER(1),
  /** A picture of the person's own, through a codec. */
  RECONSTRUCT(1);

  private final int weight;

  LoadKind(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  /** Whether it is made of a picture that was drawn before. */
  boolean needsPicture() {
    return this == VARY || this == UPSCALE || this == STICKER;
  }

  /** Whether it draws new pictures, step by step. */
  boolean draws() {
    return this == DRAW || this == WIDE || this == VARY;
  }

  /** As people type and read it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
