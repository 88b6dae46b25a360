package org.vitrail.config;

/**
 * What is demanded of a Redis of one's own; its address is a secret and comes from REDIS_URL.
 *
 * @param acceptRisk whether one that may lose jobs is used nevertheless
 * @param caFile PEM file of the authorities that its certificate is trusted by, {@code ""} for
 *     those of the Java platform
 */
public record RedisSettings(
    boolean acceptRisk, @Allowed("a file's path, or nothing") String caFile) {}
