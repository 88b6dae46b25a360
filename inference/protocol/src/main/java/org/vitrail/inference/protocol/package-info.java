/**
 * The contract on Redis between those who ask for pictures and those who draw them: jobs, progress,
 * outcomes, the queue that carries them and the store for finished images. It knows Jedis and
 * nothing of chats, web pages or networks.
 */
package org.vitrail.inference.protocol;
