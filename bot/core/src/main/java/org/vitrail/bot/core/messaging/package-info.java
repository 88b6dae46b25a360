/**
 * Keeps one message a job in a chat up to date, from "waiting" to the grid, at a pace the platform
 * allows, and settles it exactly once; its buttons are signed, so that they work after any restart
 * and nobody can make one up. Knows no platform: adapters show what they are given.
 */
package org.vitrail.bot.core.messaging;
