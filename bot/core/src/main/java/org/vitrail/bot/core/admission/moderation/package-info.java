/** Which prompts are not drawn. Compares words and phrases; it judges no meaning. */
package org.vitrail.bot.core.admission.moderation;
