/**
 * Pictures that people send to begin from: read within bounds, turned upright, stripped of all that
 * is not pixels. Knows nothing of where they come from.
 */
package org.vitrail.bot.initimage;
