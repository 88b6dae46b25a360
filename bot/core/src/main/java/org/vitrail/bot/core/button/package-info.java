/**
 * Buttons below a message: what they do, and ids that carry all of it, signed, so that a button
 * works after any restart and nobody can make one up.
 */
package org.vitrail.bot.core.button;
