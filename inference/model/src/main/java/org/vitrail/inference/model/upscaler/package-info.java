/** Small pictures to large ones. Works on any picture, whoever made it. */
package org.vitrail.inference.model.upscaler;
