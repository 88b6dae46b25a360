/**
 * The models that people may choose from, as menus, help and the queue see them; knows nothing of
 * files.
 */
package org.vitrail.bot.command.catalogue;
