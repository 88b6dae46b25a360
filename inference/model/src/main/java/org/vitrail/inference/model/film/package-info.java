/**
 * Films of pictures that come into being, as MP4; knows nothing of how they are drawn, of jobs and
 * of chats.
 */
package org.vitrail.inference.model.film;
