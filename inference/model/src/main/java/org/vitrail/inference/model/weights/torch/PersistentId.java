package org.vitrail.inference.model.weights.torch;

/**
 * A reference from a pickle to what lies outside it: in PyTorch, a storage.
 *
 * @param value whatever the pickle says, also what holds itself: to be looked at, never printed
 */
record PersistentId(Object value) {
  /** Whether the reference is a text or a number, and thus a key. */
  boolean isSimple() {
    return isSimple(value);
  }

  static boolean isSimple(Object value) {
    return value instanceof String || value instanceof Long;
  }
}
