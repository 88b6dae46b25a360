package org.vitrail.inference.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What scripts answer, in the types that it has. */
final class Replies {
  private Replies() {}

  static List<?> list(Object reply) {
    return (List<?>) reply;
  }

  static Set<String> texts(Object reply) {
    Set<String> texts = new HashSet<>();
    list(reply).forEach(each -> texts.add((String) each));
    return texts;
  }

  static boolean yes(Object reply) {
    return number(reply) == 1;
  }

  static int number(Object reply) {
    return Math.toIntExact((Long) reply);
  }
}
