/** Codecs of any kind in their authors' files. */
package org.vitrail.inference.model.codec.published;
