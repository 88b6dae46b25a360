/** A fake Telegram server, only as far as the unmodified client library needs it. */
package org.vitrail.bot.testing.telegram;
