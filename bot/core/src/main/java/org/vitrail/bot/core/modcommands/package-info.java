/**
 * What moderators do from the chat: quotas, bans, limits, blocklist, modes, jobs, audit. Turns
 * their words into acts in the community's book and says what came of it; knows no platform.
 */
package org.vitrail.bot.core.modcommands;
