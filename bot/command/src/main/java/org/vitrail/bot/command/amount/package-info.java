/**
 * Amounts and times as moderators type them, in all languages at once: "200 a day until Sunday".
 * Knows nothing of whom they are for.
 */
package org.vitrail.bot.command.amount;
