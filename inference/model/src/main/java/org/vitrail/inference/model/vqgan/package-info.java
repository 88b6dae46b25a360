/** Image tokens to pixels and back, by a VQGAN. Knows neither text nor the order of pictures. */
package org.vitrail.inference.model.vqgan;
