/**
 * The web page and the HTTP interface behind it: a chat in the browser. It turns requests into
 * commands for the bot service and its cards into JSON, events and pictures.
 */
package org.vitrail.bot.web;
