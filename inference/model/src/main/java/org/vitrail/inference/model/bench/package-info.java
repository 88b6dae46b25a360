/** Timing against the floor, and tensors for comparing with a reference. */
package org.vitrail.inference.model.bench;
