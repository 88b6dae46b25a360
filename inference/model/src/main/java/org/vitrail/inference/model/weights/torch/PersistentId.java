package org.vitrail.inference.model.weights.torch;

/** A reference from a pickle to what lies outside it: in PyTorch, a storage. */
record PersistentId(Object value) {}
