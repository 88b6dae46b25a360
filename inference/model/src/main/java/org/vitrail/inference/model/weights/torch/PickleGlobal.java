package org.vitrail.inference.model.weights.torch;

/** The name of a class or function in a pickle: a name only, never the thing itself. */
record PickleGlobal(String module, String name) {
  @Override
  public String toString() {
    return module.isEmpty() ? name : module + "." + name;
  }
}
