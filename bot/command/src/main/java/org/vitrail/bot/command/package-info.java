/**
 * What people type: prompts are cleaned, commands and options understood, mistakes answered with a
 * sentence. Knows nothing of Redis or of any platform's own commands.
 */
package org.vitrail.bot.command;
