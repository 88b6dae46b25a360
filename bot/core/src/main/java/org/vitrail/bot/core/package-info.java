/**
 * What every chat platform shares: a person, and the card of a job as the person sees it. The
 * stages a command passes stand in the packages below; {@link org.vitrail.bot.core.service} is the
 * door.
 */
package org.vitrail.bot.core;
