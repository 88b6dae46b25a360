package org.vitrail.bot.command.amount;

import java.time.Instant;
import java.util.Optional;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Limit;

/**
 * What a moderator's words grant.
 *
 * @param amount empty where they said none
 * @param isDefault whether they said that rules of their own are to end
 * @param limit what is counted; empty where they did not say
 * @param until when it ends; empty for never
 */
public record TimedAmount(
    Optional<Amount> amount, boolean isDefault, Optional<Limit> limit, Optional<Instant> until) {}
