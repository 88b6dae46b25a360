package org.vitrail.bot.discord;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.requests.restaction.MessageCreateAction;
import net.dv8tion.jda.api.sharding.ShardManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.Messenger;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.messaging.SendResult;
import org.vitrail.bot.core.messaging.Trace;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;

/**
 * Shows a job's notices as one Discord message: the answer to the interaction while its token
 * lives, then by the bot's own right. When the pictures come after that, they come as a reply, as
 * nobody looks at a message of a quarter of an hour ago any more.
 */
final class DiscordMessenger implements Messenger {
  static final String PLATFORM = "discord";

  /** Fifty requests a second to all, of which some are left for answers. */
  static final Pacer.Budget ALL = new Pacer.Budget(Duration.ofMillis(25), 30);

  /** Five edits within two seconds to one interaction, five within five to a channel. */
  private static final Pacer.Budget ANSWER = new Pacer.Budget(Duration.ofMillis(500), 4);

  private static final Pacer.Budget CHANNEL = new Pacer.Budget(Duration.ofSeconds(1), 4);

  private static final Logger LOG = LoggerFactory.getLogger(DiscordMessenger.class);
  private static final int MESSAGES_TO_SEARCH = 50;

  /** Discord's clock and ours may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

  /** What Discord promises no number of; it has been seen to be longer. */
  private static final Duration NONCE_HOLDS = Duration.ofMinutes(2);

  private final ShardManager shards;
  private final DiscordText text;
  private final Clock clock;
  private final Channels channels;

  DiscordMessenger(ShardManager shards, DiscordText text, Clock clock) {
    this.shards = shards;
    this.text = text;
    this.clock = clock;
    this.channels = new Channels(shards);
  }

  @Override
  public String platform() {
    return PLATFORM;
  }

  @Override
  public Set<ButtonAction> extraButtons() {
    return Set.of(ButtonAction.REWORD, ButtonAction.COPY, ButtonAction.REPORT);
  }

  /** A token answers from anywhere; a channel is seen by the process that runs its shard. */
  @Override
  public boolean reaches(Map<String, String> address) {
    DiscordReplyTarget target = DiscordReplyTarget.of(address);
    if (target.hasToken(clock)) {
      return channels.anyJda().isPresent();
    }
    int shard =
        target
            .guild()
            .map(guild -> (int) ((guild >>> 22) % Math.max(1, shards.getShardsTotal())))
            .orElse(0);
    JDA here = shards.getShardById(shard);
    return here != null && here.getStatus() == JDA.Status.CONNECTED;
  }

  @Override
  public Pacer.Chat chat(Map<String, String> address) {
    DiscordReplyTarget target = DiscordReplyTarget.of(address);
    return target.hasToken(clock)
        ? new Pacer.Chat(target.token().orElseThrow(), ANSWER)
        : new Pacer.Chat(
            target.channel() + "/" + (target.isPrivate() ? target.user() : 0), CHANNEL);
  }

  /**
   * While the token lives nothing has to be found: posting is an edit of the answer there. Later
   * the channel is searched. Where it may not be read, posting again does no harm as long as
   * Discord remembers the nonce, which is for minutes only.
   */
  @Override
  public Trace find(OutboxEntry outboxEntry) {
    DiscordReplyTarget target = DiscordReplyTarget.of(outboxEntry.address());
    if (target.hasToken(clock)) {
      return Trace.NONE;
    }
    Instant since = outboxEntry.postingSince().orElse(Instant.EPOCH);
    try {
      return channels
          .of(target)
          .flatMap(channel -> find(channel, outboxEntry.jobId(), since.minus(CLOCKS_DIFFER)))
          .map(it -> Trace.of(new PostedMessage(it.getId(), !it.getAttachments().isEmpty())))
          .orElse(Trace.NONE);
    } catch (RuntimeException e) {
      LOG.info(
          "Job {}: earlier messages cannot be read ({}).", outboxEntry.jobId(), e.getMessage());
      return clock.instant().isBefore(since.plus(NONCE_HOLDS)) ? Trace.NONE : Trace.UNKNOWN;
    }
  }

  private static Optional<Message> find(MessageChannel channel, String jobId, Instant since) {
    return Channels.complete(channel.getHistory().retrievePast(MESSAGES_TO_SEARCH)).stream()
        .filter(it -> it.getAuthor().equals(channel.getJDA().getSelfUser()))
        .filter(it -> it.getTimeCreated().toInstant().isAfter(since))
        .filter(it -> it.getContentRaw().contains(jobId))
        .findFirst();
  }

  @Override
  public SendResult post(OutboxEntry outboxEntry, JobMessage jobMessage) {
    DiscordReplyTarget target = DiscordReplyTarget.of(outboxEntry.address());
    if (target.hasToken(clock)) {
      return attempt(target, Optional.empty(), () -> answer(target, jobMessage));
    }
    return attempt(
        target,
        Optional.empty(),
        () ->
            channels
                .of(target)
                .<SendResult>map(
                    channel -> shown(Channels.complete(create(channel, target, jobMessage)), false))
                .orElseGet(DiscordMessenger::gone));
  }

  @Override
  public SendResult edit(OutboxEntry outboxEntry, PostedMessage message, JobMessage jobMessage) {
    DiscordReplyTarget target = DiscordReplyTarget.of(outboxEntry.address());
    boolean isTooLarge =
        Stream.of(jobMessage.picture(), jobMessage.film())
            .flatMap(Optional::stream)
            .anyMatch(file -> file.bytes().length > target.mostBytes());
    if (isTooLarge) {
      return new SendResult.TooLarge();
    }
    long id = Long.parseLong(message.id());
    if (target.hasToken(clock)) {
      return attempt(target, Optional.of(id), () -> answer(target, jobMessage));
    }
    boolean isAnswer = target.token().isPresent();
    if (isAnswer && (target.isEphemeral() || jobMessage.isLast())) {
      return goesOn(target, id, jobMessage);
    }
    SendResult sent =
        attempt(
            target,
            Optional.of(id),
            () ->
                channels
                    .of(target)
                    .<SendResult>map(
                        channel ->
                            shown(
                                Channels.complete(
                                    channel.editMessageById(id, text.edit(jobMessage))),
                                message.hasPicture() || jobMessage.picture().isPresent()))
                    .orElseGet(DiscordMessenger::gone));
    // Progress alone is no reason to open a thread that people have closed.
    return sent instanceof SendResult.Moved && !jobMessage.isLast()
        ? new SendResult.Shown(message)
        : sent;
  }

  /** The bot's own message: an answer by its token while that lives, else by its place. */
  @Override
  public SendResult remove(OutboxEntry outboxEntry, PostedMessage message) {
    DiscordReplyTarget target = DiscordReplyTarget.of(outboxEntry.address());
    Supplier<SendResult> call =
        target.hasToken(clock)
            ? () -> {
              JDA any =
                  channels.anyJda().orElseThrow(() -> new IllegalStateException("not connected"));
              Channels.complete(
                  InteractionHook.from(any, target.token().orElseThrow()).deleteOriginal());
              return new SendResult.Shown(message);
            }
            : () ->
                channels
                    .of(target)
                    .<SendResult>map(
                        channel -> {
                          Channels.complete(channel.deleteMessageById(message.id()));
                          return new SendResult.Shown(message);
                        })
                    .orElseGet(DiscordMessenger::gone);
    try {
      return call.get();
    } catch (Channels.Limited e) {
      return DiscordFailure.read(e.limit());
    } catch (RuntimeException e) {
      return DiscordFailure.read(e);
    }
  }

  private SendResult answer(DiscordReplyTarget target, JobMessage jobMessage) {
    JDA any =
        channels.anyJda().orElseThrow(() -> new IllegalStateException("not connected to Discord"));
    InteractionHook hook = InteractionHook.from(any, target.token().orElseThrow());
    return shown(
        Channels.complete(hook.editOriginal(text.edit(jobMessage))),
        jobMessage.picture().isPresent());
  }

  private MessageCreateAction create(
      MessageChannel channel, DiscordReplyTarget target, JobMessage jobMessage) {
    MessageCreateAction message =
        channel
            .sendMessage(text.create(jobMessage))
            .setNonce(jobMessage.jobId())
            .failOnInvalidReply(false);
    target.replyTo().ifPresent(message::setMessageReference);
    return message;
  }

  /** The old message gets the last words, without buttons, and the reply everything. */
  private SendResult goesOn(DiscordReplyTarget target, long earlier, JobMessage jobMessage) {
    if (!target.isEphemeral() && jobMessage.isLast()) {
      JobMessage words = jobMessage.withoutPicture().withoutButtons();
      attempt(
          target,
          Optional.of(earlier),
          () ->
              channels
                  .of(target)
                  .<SendResult>map(
                      channel ->
                          shown(
                              Channels.complete(channel.editMessageById(earlier, text.edit(words))),
                              false))
                  .orElseGet(DiscordMessenger::gone));
    }
    Optional<Long> replyTo = target.isEphemeral() ? Optional.empty() : Optional.of(earlier);
    return new SendResult.Moved(target.withoutToken(replyTo).address());
  }

  private SendResult attempt(
      DiscordReplyTarget target, Optional<Long> message, Supplier<SendResult> call) {
    try {
      return call.get();
    } catch (Channels.Limited e) {
      return DiscordFailure.read(e.limit());
    } catch (RuntimeException e) {
      if (target.token().isPresent() && DiscordFailure.isTokenOver(e)) {
        return new SendResult.Moved(target.withoutToken(message).address());
      } else if (!DiscordFailure.isThreadClosed(e) || target.isPrivate()) {
        return DiscordFailure.read(e);
      }
      // A message that cannot be changed gives way to a new one; where none is taken, the pictures
      // still belong to whoever asked for them.
      return new SendResult.Moved(
          (message.isPresent() ? target.withoutToken(message) : target.alone()).address());
    }
  }

  private static SendResult shown(Message message, boolean hasPicture) {
    return new SendResult.Shown(new PostedMessage(message.getId(), hasPicture));
  }

  private static SendResult gone() {
    return new SendResult.Gone("the channel is gone");
  }
}
