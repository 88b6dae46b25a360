package org.vitrail.inference.model.family;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.family.dallemini.DalleMiniFamily;
import org.vitrail.inference.model.family.rudalle.RudalleFamily;
import org.vitrail.inference.model.family.vqganclip.VqganClipFamily;

/** The families that there are: a new one is a folder beside the others and a line here. */
public enum Family {
  DALLE_MINI(new DalleMiniFamily()),
  RUDALLE(new RudalleFamily()),
  VQGAN_CLIP(new VqganClipFamily());

  private final ModelFamily family;

  Family(ModelFamily family) {
    this.family = family;
  }

  /** What the family knows and can. */
  public ModelFamily get() {
    return family;
  }

  /** The family that catalogues call so. */
  public static Optional<ModelFamily> find(String name) {
    return all().stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** Every family. */
  public static List<ModelFamily> all() {
    return Arrays.stream(values()).map(Family::get).toList();
  }
}
