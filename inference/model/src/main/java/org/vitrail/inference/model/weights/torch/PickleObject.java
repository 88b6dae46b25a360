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
  private Map<Object, Object> entries = Map.of();
  private List<Object> elements = List.of();
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

  /** Puts an entry in; most objects have none, and a file may hold millions. */
  void put(Object key, Object value) {
    if (entries.isEmpty()) {
      entries = new LinkedHashMap<>();
    }
    entries.put(key, value);
  }

  /** Elements of a kind of list or set. */
  List<Object> elements() {
    return elements;
  }

  void addAll(List<Object> added) {
    if (elements.isEmpty()) {
      elements = new ArrayList<>();
    }
    elements.addAll(added);
  }

  /** Attributes, or {@code null}. */
  Object state() {
    return state;
  }

  void setState(Object attributes) {
    state = attributes;
  }
}
