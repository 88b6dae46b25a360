/**
 * Checkpoint formats to named tensors, memory-mapped. Every name and shape is checked in both
 * directions before a network sees them.
 */
package org.vitrail.inference.model.weights;
