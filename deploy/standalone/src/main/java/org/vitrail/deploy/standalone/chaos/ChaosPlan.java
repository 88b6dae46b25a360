package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;

/**
 * How large a run is.
 *
 * @param over in which jobs are submitted and parts struck; the last pictures come later
 */
public record ChaosPlan(long seed, Duration over, int jobs, int kills, int bots, int workers) {}
