/** Flax's format: a tree of arrays in MessagePack. Knows no network. */
package org.vitrail.inference.model.weights.flax;
