/**
 * What families share that draw image tokens one after the other: sampling from logits, noise, and
 * the batch whose requests join and leave between steps. Knows neither text nor pixels.
 */
package org.vitrail.inference.model.tokens;
