package org.vitrail.config;

import java.util.List;

/** What tests of every language go through: a language that is built in is in all of them. */
final class Languages {
  private Languages() {}

  static List<String> all() {
    return Messages.BUILT_IN;
  }

  /** Those that are translated from English. */
  static List<String> translations() {
    return all().stream().filter(language -> !language.equals("en")).toList();
  }
}
