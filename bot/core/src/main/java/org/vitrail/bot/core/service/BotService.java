package org.vitrail.bot.core.service;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.button.ButtonSigner;
import org.vitrail.bot.core.command.Command;
import org.vitrail.bot.core.command.CommandSpec;
import org.vitrail.bot.core.command.Completion;
import org.vitrail.bot.core.command.Given;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.community.CommunitySetting;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.messaging.Messenger;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.modcommands.ModerationQueries;
import org.vitrail.bot.core.modcommands.Suggestion;
import org.vitrail.bot.core.operator.OperatorLogin;
import org.vitrail.bot.core.outbox.Inbox;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.RedisPulse;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The one door for every adapter: a person's command goes in, a reply and later cards come out. It
 * sends each command to the stage that carries it out and knows nothing of how. Safe for several
 * threads.
 */
public final class BotService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BotService.class);

  private final UnifiedJedis redis;
  private final RedisPulse pulse;
  private final CoreWiring rooms;
  private final InstanceRules instance;
  private final Messages messages;
  private final Clock clock;

  /**
   * Opens the studio and begins to watch its jobs; Redis may still be away.
   *
   * @param redis shared with the queue; closed by whoever opened it
   * @param clock of rate, quota and submission
   */
  public BotService(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      InstanceRules instance,
      Messages messages,
      Clock clock) {
    this.redis = redis;
    this.pulse = new RedisPulse(redis);
    this.clock = clock;
    this.instance = instance;
    this.messages = messages;
    rooms = CoreWiring.open(redis, queue, images, instance, messages, clock);
  }

  /**
   * Handles a command that somebody typed, chose or clicked together. Never throws.
   *
   * @param picture to begin from; fetched only when new pictures are asked for
   * @param origin where its job's message belongs; a request that arrives twice makes one job
   */
  public Reply handle(
      Person who, Command command, Optional<PictureFile> picture, Optional<Origin> origin) {
    return rooms.dispatcher().handle(who, command, picture, origin);
  }

  /**
   * Does what a button promises, for those who may press it; not what needs further words. Never
   * throws.
   *
   * @param origin as above; empty where its answer is shown elsewhere
   */
  public Reply press(Person who, Button button, Optional<Origin> origin) {
    return rooms.dispatcher().press(who, button, origin);
  }

  /** A style's name in the person's language; empty for none or one that is gone. */
  public String styleName(String id, String locale) {
    return instance.styles().find(id).map(style -> style.name(messages.closest(locale))).orElse("");
  }

  /** What a typed text means. */
  public Parsed parse(String text) {
    return rooms.parser().parse(text);
  }

  /** What the options mean that somebody chose on a platform. */
  public Parsed parse(Given given) {
    return rooms.parser().parse(given);
  }

  /** The prompt in a message that somebody wrote for others than this bot. */
  public Parsed parseMessage(String text) {
    return rooms.parser().parseMessage(text);
  }

  /** What of such a message was not taken, in a sentence; empty where all of it was. */
  public Optional<String> leftOut(Person who, Parsed parsed) {
    return parsed.leftOut().isEmpty()
        ? Optional.empty()
        : Optional.of(
            messages.text(who.locale(), "imagine.left-out", String.join(" ", parsed.leftOut())));
  }

  /** How the person may go on typing at {@code cursor}, in UTF-16 units of the text. */
  public List<Completion> complete(Person who, String text, int cursor) {
    return rooms.parser().complete(text, cursor, who.locale());
  }

  /**
   * The job as it stands; empty when there is none of that id, or no longer.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> card(String jobId) {
    return card(jobId, "");
  }

  /**
   * The same for a person.
   *
   * @throws QueueUnreachable when Redis does not answer, in the locale's language
   */
  public Optional<JobCard> card(String jobId, String locale) {
    return reading(locale, () -> rooms.cards().find(jobId));
  }

  /**
   * The job as it stands this very moment, for those who cannot wait until {@link #card} has heard
   * of a change.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public Optional<JobCard> cardNow(String jobId) {
    return reading("", () -> rooms.cards().reread(jobId));
  }

  /**
   * A person's jobs, newest first.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<JobCard> recent(Person who, int limit) {
    return reading(who.locale(), () -> rooms.overview().recent(who, limit));
  }

  /**
   * The ids of all jobs that are remembered of a person; one that is deleted is no longer among
   * them.
   *
   * @throws QueueUnreachable when Redis does not answer
   */
  public List<String> remembered(Person who) {
    return reading(who.locale(), () -> rooms.overview().remembered(who));
  }

  /** The pictures of jobs, and their end. */
  public Gallery gallery() {
    return rooms.gallery();
  }

  /**
   * A text of 43 letters, digits, {@code -} and {@code _} that all adapters of this instance know
   * and nobody else.
   *
   * @param purpose each has its own
   * @throws JedisException when Redis does not answer
   */
  public String sharedSecret(String purpose) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(rooms.secret().mac(purpose, purpose));
  }

  /**
   * Remembers what somebody is called.
   *
   * @param handle the unique name by which people of the platform address them, without its @;
   *     empty where there is none
   */
  public void remember(Person who, String handle) {
    try {
      rooms.names().remember(who);
      if (!handle.isEmpty()) {
        rooms.names().remember(who, handle);
      }
    } catch (JedisException e) {
      LOG.debug("The name of {} is not kept now: {}", who.key(), e.getMessage());
    }
  }

  /**
   * What a moderator may mean while they type a command at a community; nothing for others, and
   * while Redis is away.
   */
  public List<Suggestion> suggestions(Origin origin, CommandSpec command) {
    try {
      return rooms.moderators().suggestions(origin, command);
    } catch (JedisException e) {
      LOG.debug("Nothing can be proposed for /{}: {}", command.word(), e.getMessage());
      return List.of();
    }
  }

  /** What keeps jobs from being taken now, in English sentences for the operator; asks rarely. */
  public List<String> problems() {
    return pulse.trouble().map(RedisTrouble::sentence).stream().toList();
  }

  /** What is going on at all communities, for the operator. */
  public ModerationQueries moderationQueries() {
    return rooms.moderationQueries();
  }

  /** Lets the operator in. */
  public OperatorLogin operator() {
    return rooms.operator();
  }

  /** Buttons as ids, and ids as buttons. */
  public ButtonSigner buttons() {
    return rooms.buttons();
  }

  /**
   * What a finished job's message shows in its person's own language.
   *
   * @param community where it is shown, which may be another one than where it was asked for
   * @throws QueueUnreachable when Redis does not answer
   */
  public JobMessage jobMessage(JobCard card, Messenger messenger, String community) {
    return reading(
        card.who().locale(),
        () -> rooms.jobMessages().at(community, card, messenger.extraButtons()));
  }

  /** Keeps the messages of a platform's jobs up to date until it is closed. */
  public MessageUpdater messageUpdater(Messenger messenger, Pacer pacer) {
    return new MessageUpdater(
        messenger, rooms.outbox(), rooms.cards(), rooms.watch(), rooms.jobMessages(), pacer, clock);
  }

  /** What a platform sent and nobody has dealt with. */
  public Inbox inbox(String platform) {
    return new Inbox(redis, platform);
  }

  /**
   * The language for a person at a community: what the community chose, else the person's own.
   * While Redis is away it is the person's own.
   */
  public String language(String community, String own) {
    try {
      return rooms.book().page(community).setting(CommunitySetting.LANGUAGE).orElse(own);
    } catch (JedisException e) {
      LOG.debug("The language of {} is not known now: {}", community, e.getMessage());
      return own;
    }
  }

  /**
   * Calls {@code onChange} with a new card after any change of any job, at most five times a second
   * for one job, the last one always among them. At first it is called with all jobs that are open
   * or ended within the last minute. Calls come from one thread; take long work elsewhere.
   *
   * @return closes the subscription
   */
  public AutoCloseable watch(Consumer<JobCard> onChange) {
    return rooms.watch().watch(onChange);
  }

  /**
   * Calls {@code onRemoved} with a person's key after jobs of theirs were deleted by this process;
   * what others delete is missing from {@link #remembered}.
   *
   * @return closes the subscription
   */
  public AutoCloseable watchRemovals(Consumer<String> onRemoved) {
    return rooms.removals().watch(onRemoved);
  }

  /** Stops watching; jobs go on and are settled by other adapters, or at the next start. */
  @Override
  public void close() {
    rooms.watch().close();
  }

  private <T> T reading(String locale, Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble == RedisTrouble.OTHER) {
        LOG.error("Redis refused to be read; the person is told to try again.", e);
      }
      throw new QueueUnreachable(rooms.refusals().text(new Unreachable(trouble), locale), e);
    }
  }
}
