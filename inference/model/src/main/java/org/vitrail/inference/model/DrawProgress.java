package org.vitrail.inference.model;

/**
 * How far a request is.
 *
 * @param done steps
 * @param total steps of the whole request, at least 1
 */
public record DrawProgress(int done, int total) {}
