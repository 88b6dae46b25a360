/** Image tokens to pictures and back: the VQGAN of taming-transformers. */
package org.vitrail.inference.model.codec.vqgan;
