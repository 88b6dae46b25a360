package org.vitrail.bot.web;

import java.util.List;
import java.util.Map;

/**
 * How this process is, for {@code /healthz}.
 *
 * @param problems what keeps people from being served now, in sentences without secrets
 * @param models those that its worker serves, each with {@code loaded}, {@code unloaded} or {@code
 *     broken}
 */
public record Health(List<String> problems, Map<String, String> models) {}
