/** Larger pictures by the large network of ESRGAN, as ruDALL-E and Real-ESRGAN have it. */
package org.vitrail.inference.model.upscaling.rrdbnet;
