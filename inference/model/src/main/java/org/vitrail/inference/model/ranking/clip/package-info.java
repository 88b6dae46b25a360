/** CLIP and what follows from it: ranking pictures by a text, and looking for concepts in them. */
package org.vitrail.inference.model.ranking.clip;
