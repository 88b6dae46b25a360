/** What people reported to the moderators of a community. */
package org.vitrail.bot.core.reports;
