package org.vitrail.config;

import java.util.Map;
import java.util.Optional;

/**
 * What files are kept for under an id: a model that people choose, or a part that several share.
 */
public sealed interface Pullable permits ModelEntry, ModelPart {
  /** Names its folder below {@code models/} in the data folder. */
  String id();

  String title();

  String licence();

  /**
   * Its own files by role, without those of the parts it names, as paths with {@code /} below its
   * folder (or among the bundled model's resources).
   */
  Map<String, String> files();

  /** Where its files are published; empty if they are not to be downloaded. */
  Optional<ModelSource> source();
}
