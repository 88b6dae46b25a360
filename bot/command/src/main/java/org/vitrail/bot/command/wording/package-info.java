/**
 * How durations and times are said in a person's language. The sentences around them belong to the
 * stages that say them.
 */
package org.vitrail.bot.command.wording;
