/** The operator's key and the sessions it opens: who may decide for the whole instance. */
package org.vitrail.bot.core.operator;
