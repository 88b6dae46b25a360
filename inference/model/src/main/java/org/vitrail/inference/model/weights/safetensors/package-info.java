/** The safetensors format, read and written. Knows no network. */
package org.vitrail.inference.model.weights.safetensors;
