package org.vitrail.bot.core.admission;

import java.util.OptionalDouble;
import java.util.Set;
import org.vitrail.bot.core.Person;

/**
 * A job that asks to be admitted.
 *
 * @param community where it was asked for
 * @param channel the part of it where it was said
 * @param roles ids of the person's roles there
 * @param prompt what is drawn; empty where nothing is
 * @param speed measured pictures per second, for saying when a full queue has room
 */
public record AdmissionRequest(
    Person who,
    String community,
    String channel,
    Set<String> roles,
    String jobId,
    String prompt,
    int pictures,
    OptionalDouble speed) {}
