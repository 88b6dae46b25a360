/**
 * Puts a bot service under load as many people would, and says how it bore that. Knows how a bot
 * service is asked and watched, not how one is started.
 */
package org.vitrail.deploy.standalone.load;
