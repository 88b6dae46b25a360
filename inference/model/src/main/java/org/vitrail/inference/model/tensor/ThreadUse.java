package org.vitrail.inference.model.tensor;

/**
 * How many threads image tokens are drawn on, and why.
 *
 * @param cores that this process may use
 * @param freeCores that no other program used when somebody last looked
 * @param threads that share an operation
 * @param isFixed whether the number was asked for, whatever is free
 */
public record ThreadUse(int cores, double freeCores, int threads, boolean isFixed) {}
