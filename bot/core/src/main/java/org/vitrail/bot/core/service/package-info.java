/**
 * The one door for every adapter: a command goes in, a reply and later cards come out. It joins the
 * stages and knows nothing of how each does its work.
 */
package org.vitrail.bot.core.service;
