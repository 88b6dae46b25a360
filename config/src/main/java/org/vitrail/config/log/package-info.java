/** What {@code logback.xml} makes of a log's lines, so that no stranger forges one. */
package org.vitrail.config.log;
