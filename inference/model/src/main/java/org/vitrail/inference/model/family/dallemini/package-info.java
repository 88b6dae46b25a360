/**
 * DALL·E mini, DALL·E mega and the bundled model: a BART encoder-decoder draws image tokens, a
 * VQGAN paints them, CLIP ranks the pictures.
 */
package org.vitrail.inference.model.family.dallemini;
