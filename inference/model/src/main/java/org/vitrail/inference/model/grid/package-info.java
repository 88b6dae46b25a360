/**
 * Pictures to files: the grid in reading order and PNGs that carry what it takes to make them
 * again. Knows nothing of networks.
 */
package org.vitrail.inference.model.grid;
