/**
 * Checkpoints of any format to named tensors, and those into programs. Every name and shape is
 * checked in both directions before a network sees them.
 */
package org.vitrail.inference.model.weights;
