/**
 * The one place that talks to DJL: TorchScript programs, their archives, devices and precisions.
 * Everything above it sees named tensors, plain arrays and {@link
 * org.vitrail.inference.model.image.Pixels pictures}.
 */
package org.vitrail.inference.model.tensor;
