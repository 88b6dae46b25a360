/** Larger pictures by Real-ESRGAN's compact network. */
package org.vitrail.inference.model.upscaling.srvgg;
