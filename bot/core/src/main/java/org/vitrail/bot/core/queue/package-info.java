/**
 * From an understood command to a job in the queue. Knows what earlier jobs left behind, but
 * neither who may ask nor what is shown.
 */
package org.vitrail.bot.core.queue;
