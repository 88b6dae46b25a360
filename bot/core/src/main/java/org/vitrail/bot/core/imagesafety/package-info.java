/**
 * What of a job's pictures may be seen in a community: shown, hidden until somebody asks, or kept
 * back. Picture bytes leave through {@link org.vitrail.bot.core.imagesafety.PictureGate} and
 * nowhere else.
 */
package org.vitrail.bot.core.imagesafety;
