/**
 * What a guild, a group, a private chat or the instance decided for itself, and the record of who
 * decided it. Knows nothing of who may decide it.
 */
package org.vitrail.bot.core.community;
