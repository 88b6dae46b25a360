/**
 * What worker and command line know of an image model, whatever its family: a prompt and a seed in,
 * ranked pictures out. Knows neither queues nor chats; the packages below are the families and the
 * stages that they share.
 */
package org.vitrail.inference.model;
