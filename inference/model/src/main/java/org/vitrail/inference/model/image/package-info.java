/**
 * Pictures as rows of pixels: reading and writing PNG, scaling, the grid, and what says in a
 * picture who made it and how to make it again.
 */
package org.vitrail.inference.model.image;
