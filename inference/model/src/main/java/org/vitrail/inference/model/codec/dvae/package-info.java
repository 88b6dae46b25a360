/** Image tokens to pictures and back: the discrete VAE of OpenAI's DALL·E. */
package org.vitrail.inference.model.codec.dvae;
