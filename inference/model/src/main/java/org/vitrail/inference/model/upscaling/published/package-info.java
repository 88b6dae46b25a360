/** Upscalers of any kind in their authors' files. */
package org.vitrail.inference.model.upscaling.published;
