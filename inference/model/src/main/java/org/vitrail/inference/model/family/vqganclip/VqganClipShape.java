package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import org.vitrail.inference.model.ShapeNames;
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
    return ShapeNames.of(values());
  }

  /** Reads {@code vqgan-clip-f16-1024} and its like. */
  static VqganClipShape of(String name) {
    return ShapeNames.read(name, values());
  }

  /** Its name for people, as {@link #of} reads it. */
  @Override
  public String toString() {
    return ShapeNames.of(this);
  }
}
