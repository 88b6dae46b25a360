/** What a codec keeps of a picture: the picture, its tokens and what they are painted as. */
package org.vitrail.inference.model.codec.reconstruction;
