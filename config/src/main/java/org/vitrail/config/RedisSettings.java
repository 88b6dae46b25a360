package org.vitrail.config;

/**
 * What is demanded of a Redis of one's own; its address is a secret and comes from REDIS_URL.
 *
 * @param acceptLoss whether one that may lose jobs is used nevertheless
 */
public record RedisSettings(boolean acceptLoss) {}
