/**
 * The {@code vitrail} command line, and everything in one process with a Redis of its own. Knows
 * all other parts and is known by none.
 */
package org.vitrail.deploy.standalone;
