package org.vitrail.bot.core.service;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.command.Given;
import org.vitrail.bot.command.OptionSpec;
import org.vitrail.bot.command.Parsed;
import org.vitrail.bot.command.Sentence;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.modcommands.ModerationQueries;
import org.vitrail.bot.core.operator.OperatorLogin;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.RedisPulse;
import org.vitrail.inference.protocol.RedisTrouble;
import org.vitrail.inference.protocol.spool.Spool;
import redis.clients.jedis.UnifiedJedis;

/**
 * The one door for every adapter: a person's command goes in, a reply and later cards come out. It
 * sends each command to the stage that carries it out and knows nothing of how. Safe for several
 * threads.
 */
public final class BotService implements AutoCloseable {
  private final RedisPulse pulse;
  private final CoreWiring core;
  private final ModWiring mods;
  private final CommandWiring commands;
  private final Jobs jobs;
  private final Chats chats;
  private final OperatorLogin operator;
  private final Messages messages;
  private final Optional<JournalDrain> drain;

  /**
   * Puts the stages together and begins to watch jobs; Redis may still be away.
   *
   * @param redis shared with the queue; closed by whoever opened it
   * @param time of rate, quota and submission
   * @param spool where requests are kept while Redis is away; empty to refuse them. Closed by
   *     whoever opened it
   */
  public BotService(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      InstanceRules instance,
      Messages messages,
      TimeSource time,
      Optional<Spool> spool) {
    this.pulse = new RedisPulse(redis);
    this.messages = messages;
    core = new CoreWiring(redis, queue, images, instance, messages, time, spool);
    mods = new ModWiring(core);
    commands = new CommandWiring(core, mods);
    jobs = new Jobs(core, commands.guard);
    chats = new Chats(core, commands.guard, mods.suggestions);
    operator = new OperatorLogin(redis);
    drain = core.journal.map(it -> new JournalDrain(it, commands.dispatcher, core));
  }

  /** The same without a place to keep requests in. */
  public BotService(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      InstanceRules instance,
      Messages messages,
      TimeSource time) {
    this(redis, queue, images, instance, messages, time, Optional.empty());
  }

  /**
   * Handles a command that somebody typed, chose or clicked together. Never throws.
   *
   * @param pictures that were sent along; fetched only when new pictures are asked for
   * @param origin where its job's message belongs; a request that arrives twice makes one job
   */
  public Reply handle(
      Person who, Command command, SentPictures<PictureFile> pictures, Optional<Origin> origin) {
    return commands.dispatcher.handle(who, command, pictures, origin);
  }

  /** The same with one picture at most. */
  public Reply handle(
      Person who, Command command, Optional<PictureFile> picture, Optional<Origin> origin) {
    return handle(who, command, SentPictures.of(picture), origin);
  }

  /**
   * Does what a button promises, for those who may press it; not what needs further words. Never
   * throws.
   *
   * @param origin as above; empty where its answer is shown elsewhere
   */
  public Reply press(Person who, Button button, Optional<Origin> origin) {
    return commands.dispatcher.press(who, button, origin);
  }

  /** What a typed text means. */
  public Parsed parse(String text) {
    return commands.parser.parse(text);
  }

  /** What the options mean that somebody chose on a platform. */
  public Parsed parse(Given given) {
    return commands.parser.parse(given);
  }

  /** The prompt in a message that somebody wrote for others than this bot. */
  public Parsed parseMessage(String text) {
    return commands.parser.parseMessage(text);
  }

  /** What is answered to what cannot be understood, or is no command. */
  public Reply mistaken(Person who, Sentence mistake) {
    Reply.Refused refused = Reply.Refused.impossible(mistake.in(who.locale()));
    return mistake == commands.rules.noPrompt()
        ? refused.with(new SurpriseOffer(commands.rules.proposals(), messages).in(who.locale()))
        : refused;
  }

  /** What is answered to somebody who says nothing to draw. */
  public Reply noPrompt(Person who) {
    return mistaken(who, commands.rules.noPrompt());
  }

  /** Some prompts that come out well, others each time. */
  public List<String> proposals(Person who, int most) {
    return commands.rules.proposals().some(most, who.locale());
  }

  /** What of such a message was not taken, in a sentence; empty where all of it was. */
  public Optional<String> leftOut(Person who, Parsed parsed) {
    return parsed.leftOut().isEmpty()
        ? Optional.empty()
        : Optional.of(
            messages.text(who.locale(), "imagine.left-out", String.join(" ", parsed.leftOut())));
  }

  /** What {@code /imagine} takes, with the own options of the models here. */
  public List<OptionSpec> imagineOptions() {
    return commands.rules.options().specs();
  }

  /** How the person may go on typing at {@code cursor}, in UTF-16 units of the text. */
  public List<Completion> complete(Person who, String text, int cursor) {
    return commands.parser.complete(text, cursor, who.locale());
  }

  /** Jobs as people see them, and their changes. */
  public Jobs jobs() {
    return jobs;
  }

  /** What chat platforms need besides. */
  public Chats chats() {
    return chats;
  }

  /** The pictures of jobs, and their end. */
  public Gallery gallery() {
    return core.gallery;
  }

  /** What keeps jobs from being taken now, in English sentences for the operator; asks rarely. */
  public List<String> problems() {
    return pulse.trouble().map(RedisTrouble::sentence).stream().toList();
  }

  /** What is going on in all communities, for the operator. */
  public ModerationQueries moderationQueries() {
    return mods.queries;
  }

  /** Lets the operator in. */
  public OperatorLogin operator() {
    return operator;
  }

  /** Stops watching; jobs go on and are settled by other adapters, or at the next start. */
  @Override
  public void close() {
    drain.ifPresent(JournalDrain::close);
    core.watch.close();
  }
}
