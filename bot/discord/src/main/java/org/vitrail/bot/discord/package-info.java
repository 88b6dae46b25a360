/**
 * Discord: interactions become commands, a job's notices become one message that is edited.
 * Everything else is the core's.
 */
package org.vitrail.bot.discord;
