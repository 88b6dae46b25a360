package org.vitrail.bot.core.modcommands;

/**
 * What a moderator may mean while they type.
 *
 * @param value as a command takes it
 * @param label what it is
 */
public record Suggestion(String value, String label) {}
