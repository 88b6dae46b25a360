/** Which of several processes does what only one of them may. */
package org.vitrail.bot.core.lease;
