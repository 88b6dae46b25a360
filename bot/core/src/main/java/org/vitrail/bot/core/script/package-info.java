/** Lua scripts, which Redis runs one at a time and as a whole. Knows nothing of what they do. */
package org.vitrail.bot.core.script;
