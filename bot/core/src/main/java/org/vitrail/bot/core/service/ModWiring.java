package org.vitrail.bot.core.service;

import java.util.EnumMap;
import java.util.Map;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.amount.Vocabulary;
import org.vitrail.bot.core.modcommands.AccessActs;
import org.vitrail.bot.core.modcommands.AuditActs;
import org.vitrail.bot.core.modcommands.AuditQueries;
import org.vitrail.bot.core.modcommands.BlocklistActs;
import org.vitrail.bot.core.modcommands.JobActs;
import org.vitrail.bot.core.modcommands.JobQueries;
import org.vitrail.bot.core.modcommands.ModAct;
import org.vitrail.bot.core.modcommands.ModCommandHandler;
import org.vitrail.bot.core.modcommands.ModSuggestions;
import org.vitrail.bot.core.modcommands.ModTools;
import org.vitrail.bot.core.modcommands.ModeActs;
import org.vitrail.bot.core.modcommands.ModerationQueries;
import org.vitrail.bot.core.modcommands.Moderators;
import org.vitrail.bot.core.modcommands.QuotaActs;
import org.vitrail.bot.core.modcommands.ReportActs;
import org.vitrail.bot.core.modcommands.RuleQueries;
import org.vitrail.bot.core.modcommands.TargetReader;

/** What carries out the commands of moderators, and its wiring. */
final class ModWiring {
  final Moderators moderators;
  final ModCommandHandler handler;
  final ModSuggestions suggestions;
  final ModerationQueries queries;

  private final CoreWiring core;
  private final TargetReader targets;
  private final QuotaActs quotas;
  private final JobActs jobs;
  private final BlocklistActs blocklist;
  private final ReportActs reports;
  private final AuditActs audit;

  ModWiring(CoreWiring core) {
    this.core = core;
    Vocabulary vocabulary = new Vocabulary(core.messages);
    ModTools tools = ModTools.of(core.book, core.messages, vocabulary);
    targets = new TargetReader(core.accounts, core.names, core.cards, vocabulary);
    quotas = new QuotaActs(core.admission, core.ledger, core.calendar, targets);
    jobs = new JobActs(core.ledger, core.queue, core.reports);
    blocklist = new BlocklistActs(core.book, core.filters, core.messages);
    reports = new ReportActs(core.reports, core.cards, core.names);
    audit = new AuditActs(core.book, core.audit, core.names, targets);
    moderators = new Moderators(tools, core.zone, core.time);
    handler = new ModCommandHandler(moderators, core.names, targets, quotas, jobs, acts());
    suggestions = new ModSuggestions(moderators, blocklist, reports, audit);
    queries =
        new ModerationQueries(
            new JobQueries(core.ledger, core.cards, core.reports, core.names, core.gate),
            new RuleQueries(core.book, core.names, tools.rules(), core.zone, core.time),
            new AuditQueries(core.audit, core.names, tools.rules(), core.zone));
  }

  private Map<CommandSpec, ModAct> acts() {
    AccessActs access = new AccessActs(core.accounts, targets);
    ModeActs modes = new ModeActs(core.instance.models(), core.instance.styles(), core.messages);
    Map<CommandSpec, ModAct> acts = new EnumMap<>(CommandSpec.class);
    acts.put(CommandSpec.QUOTA, quotas::handle);
    acts.put(CommandSpec.LIMIT, access::limit);
    acts.put(CommandSpec.BAN, access::ban);
    acts.put(CommandSpec.UNBAN, access::unban);
    acts.put(CommandSpec.MUTE, access::mute);
    acts.put(CommandSpec.SAFE, modes::safe);
    acts.put(CommandSpec.RAID, modes::raid);
    acts.put(CommandSpec.PAUSE, modes::pause);
    acts.put(CommandSpec.RESUME, modes::resume);
    acts.put(CommandSpec.SETTINGS, modes::settings);
    acts.put(CommandSpec.AUDIT, audit::audit);
    acts.put(CommandSpec.UNDO, audit::undo);
    acts.put(CommandSpec.QUEUE, jobs::clearQueue);
    acts.put(CommandSpec.BLOCKLIST, blocklist::handle);
    acts.put(CommandSpec.REPORTS, reports::handle);
    return acts;
  }
}
