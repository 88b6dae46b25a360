/** Writes WebP; knows nothing of what a picture shows. */
package org.vitrail.inference.model.image.webp;
