/** What can go wrong with files, for people. */
package org.vitrail.inference.model.disk;
