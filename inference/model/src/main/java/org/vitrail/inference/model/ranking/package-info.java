/** How well pictures fit a prompt, and what they show besides. */
package org.vitrail.inference.model.ranking;
