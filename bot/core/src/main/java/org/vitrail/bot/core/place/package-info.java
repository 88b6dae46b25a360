/**
 * What a guild, a group or a private chat decided for itself. Knows nothing of who may decide it.
 */
package org.vitrail.bot.core.place;
