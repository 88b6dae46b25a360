package org.vitrail.bot.core.modcommands;

/**
 * What is going on in all communities, for whoever runs the instance; changes nothing.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public record ModerationQueries(JobQueries jobs, RuleQueries rules, AuditQueries audit) {}
