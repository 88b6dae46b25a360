package org.vitrail.inference.model.weights.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle would have made by calling a class or function, as an inert record: what was to be
 * called, with what, and what was put into the result.
 */
final class PickleObject {
  private final PickleGlobal global;
  private final List<?> arguments;
  private final Map<Object, Object> entries = new LinkedHashMap<>();
  private final List<Object> elements = new ArrayList<>();
  private Object state;

  PickleObject(PickleGlobal global, List<?> arguments) {
    this.global = global;
    this.arguments = arguments;
  }

  PickleGlobal global() {
    return global;
  }

  List<?> arguments() {
    return arguments;
  }

  /** Entries of a kind of dictionary. */
  Map<Object, Object> entries() {
    return entries;
  }

  /** Elements of a kind of list or set. */
  List<Object> elements() {
    return elements;
  }

  /** Attributes, or {@code null}. */
  Object state() {
    return state;
  }

  void setState(Object attributes) {
    state = attributes;
  }
}
