/**
 * The image model: a prompt and a seed in, ranked pictures out. Knows neither queues nor chats; the
 * packages below it are the stages of the pipeline.
 */
package org.vitrail.inference.model;
