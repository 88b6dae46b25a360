/** Bytes of a checkpoint file and the tensors cut from them. Knows no format. */
package org.vitrail.inference.model.weights.file;
