/**
 * Which prompts are not drawn. Compares words, phrases and expressions, however they are spelled;
 * it judges no meaning.
 */
package org.vitrail.bot.promptfilter;
