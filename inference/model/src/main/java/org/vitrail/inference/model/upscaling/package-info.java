/** Larger pictures from finished ones. */
package org.vitrail.inference.model.upscaling;
