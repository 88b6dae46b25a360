/** The list of families. Each is a package below, and knows nothing of the others. */
package org.vitrail.inference.model.family;
