package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Optional;

/**
 * A reference from a pickle to what lies outside it: in PyTorch, a storage, and in its older form
 * the class of a module with the text of its source.
 *
 * @param value whatever the pickle says, also what holds itself: to be looked at, never printed
 */
record PersistentId(Object value) {
  /** Whether the reference is a text or a number, and thus a key. */
  boolean isSimple() {
    return isSimple(value);
  }

  /** The name of a module's class, where it refers to one; the source beside it is never read. */
  Optional<PickleGlobal> moduleClass() {
    return value instanceof List<?> parts
            && parts.size() > 1
            && "module".equals(parts.get(0))
            && parts.get(1) instanceof PickleGlobal name
        ? Optional.of(name)
        : Optional.empty();
  }

  static boolean isSimple(Object value) {
    return value instanceof String || value instanceof Long;
  }
}
