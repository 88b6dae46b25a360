/**
 * From a person's words to pictures in their chat: command, admission, queue, delivery. {@link
 * org.vitrail.bot.core.Studio} is the one door for every adapter; nothing here knows a platform.
 */
package org.vitrail.bot.core;
