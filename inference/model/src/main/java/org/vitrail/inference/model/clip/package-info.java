/**
 * Text and pictures in one space, by CLIP: how well a picture matches a prompt. The order of the
 * grid comes from here.
 */
package org.vitrail.inference.model.clip;
