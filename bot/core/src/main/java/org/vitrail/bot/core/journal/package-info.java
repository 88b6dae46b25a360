/** What people asked for while Redis was away, until the queue takes it. */
package org.vitrail.bot.core.journal;
