package org.vitrail.config;

/**
 * What is said of a network between pictures and tokens besides its files.
 *
 * @param network its kind
 * @param side pixels along each side of the pictures that it was trained on
 */
public record CodecTraits(
    @Allowed("the network's kind: vqgan or dall-e") String network,
    @Allowed("16 to 1024") int side) {
  public CodecTraits {
    Check.that(Check.within(16, side, 1024), CodecTraits.class, "side", side);
  }
}
