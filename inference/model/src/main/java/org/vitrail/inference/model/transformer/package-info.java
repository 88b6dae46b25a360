/**
 * Text ids to image tokens: the DALL·E mini network, the sampling of its logits, and the batch
 * whose rows join and leave between steps. Knows neither text nor pixels.
 */
package org.vitrail.inference.model.transformer;
