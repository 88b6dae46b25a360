/**
 * How many pictures one person may have in a day. The number and its calendar; the count is in
 * Redis.
 */
package org.vitrail.bot.core.admission.quota;
