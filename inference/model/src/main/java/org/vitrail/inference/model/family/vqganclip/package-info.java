/**
 * VQGAN+CLIP: a picture is found by gradient descent in the space of a codec's codes, so that CLIP
 * finds it like the prompts (Crowson et al., arXiv:2204.08583). Knows nothing of how tokens are
 * drawn.
 */
package org.vitrail.inference.model.family.vqganclip;
