/**
 * From a job's status to what people see of it: cards, their changes, recent jobs. Settles each job
 * once with the admission ledger when it ends.
 */
package org.vitrail.bot.core.jobview;
