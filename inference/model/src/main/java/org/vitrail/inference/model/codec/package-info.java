/** Image tokens to pictures and back. */
package org.vitrail.inference.model.codec;
