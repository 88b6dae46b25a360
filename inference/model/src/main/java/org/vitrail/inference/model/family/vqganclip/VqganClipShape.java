package org.vitrail.inference.model.family.vqganclip;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;

/** The published VQGANs' sizes, each with a ViT-B/32, for timing them without their files. */
enum VqganClipShape {
  VQGAN_CLIP_F16_1024(VqganConfig.F16_1024),
  VQGAN_CLIP_F16_16384(VqganConfig.F16_16384),
  VQGAN_CLIP_F8_8192(VqganConfig.F8_8192);

  private final VqganConfig vqgan;

  VqganClipShape(VqganConfig vqgan) {
    this.vqgan = vqgan;
  }

  VqganConfig vqgan() {
    return vqgan;
  }

  /** Their names, as {@link #of} reads them. */
  static List<String> names() {
    return Arrays.stream(values()).map(VqganClipShape::toString).toList();
  }

  /** Reads {@code vqgan-clip-f16-1024} and its like. */
  static VqganClipShape of(String name) {
    return Arrays.stream(values())
        .filter(shape -> shape.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model shape '%s' is unknown; choose %s."
                        .formatted(name, String.join(" or ", names()))));
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
