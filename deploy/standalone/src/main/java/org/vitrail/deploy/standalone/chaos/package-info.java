/**
 * A run in which parts are killed, stopped and cut off while people on fake platforms ask for
 * pictures.
 */
package org.vitrail.deploy.standalone.chaos;
