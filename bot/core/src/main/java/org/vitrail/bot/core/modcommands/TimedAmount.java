package org.vitrail.bot.core.modcommands;

import java.time.Instant;
import java.util.Optional;
import org.vitrail.bot.core.quota.Amount;
import org.vitrail.bot.core.quota.Limit;

/**
 * What a moderator's words grant.
 *
 * @param amount empty where they said none
 * @param isDefault whether they said that rules of their own are to end
 * @param limit what is counted; empty where they did not say
 * @param until when it ends; empty for never
 */
record TimedAmount(
    Optional<Amount> amount, boolean isDefault, Optional<Limit> limit, Optional<Instant> until) {}
