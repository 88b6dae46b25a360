/**
 * Who may have how much: rules, those of the settings among them, how each is kept, and the one
 * that decides; the windows of the calendar. Nothing here counts: the counts are in Redis, in the
 * ledger.
 */
package org.vitrail.bot.quota;
