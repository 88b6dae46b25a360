package org.vitrail.inference.fetch;

/**
 * A file that is here under its name but cannot be what it should be.
 *
 * @param problem a sentence without its subject
 */
public record Unfit(RemoteFile file, String problem) {}
