package org.vitrail.inference.fetch;

import java.time.Duration;

/**
 * How long a download waits for what.
 *
 * @param patience how long a server may say nothing before the connection counts as cut
 */
record Waiting(Duration patience, Backoff backoff, Pauses pauses) {}
