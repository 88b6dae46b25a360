/** What people are called, for those who decide about them. */
package org.vitrail.bot.core.people;
