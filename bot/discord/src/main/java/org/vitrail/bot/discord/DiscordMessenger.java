package org.vitrail.bot.discord;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.requests.restaction.MessageCreateAction;
import net.dv8tion.jda.api.sharding.ShardManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.courier.Messenger;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.Pacer;
import org.vitrail.bot.core.courier.Sent;
import org.vitrail.bot.core.outbox.Parcel;
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
    Place place = Place.of(address);
    if (place.hasToken(clock)) {
      return channels.anyJda().isPresent();
    }
    int shard =
        place
            .guild()
            .map(guild -> (int) ((guild >>> 22) % Math.max(1, shards.getShardsTotal())))
            .orElse(0);
    JDA here = shards.getShardById(shard);
    return here != null && here.getStatus() == JDA.Status.CONNECTED;
  }

  @Override
  public Pacer.Chat chat(Map<String, String> address) {
    Place place = Place.of(address);
    return place.hasToken(clock)
        ? new Pacer.Chat(place.token().orElseThrow(), ANSWER)
        : new Pacer.Chat(place.channel() + "/" + (place.isPrivate() ? place.user() : 0), CHANNEL);
  }

  /**
   * While the token lives nothing has to be found: posting is an edit of the answer there. Later
   * the channel is searched, as Discord remembers a nonce for minutes only.
   */
  @Override
  public Optional<PostedMessage> find(Parcel parcel) {
    Place place = Place.of(parcel.address());
    if (place.hasToken(clock)) {
      return Optional.empty();
    }
    Instant since = parcel.postingSince().orElse(Instant.EPOCH).minus(CLOCKS_DIFFER);
    try {
      return channels
          .of(place)
          .flatMap(
              channel ->
                  Channels.complete(channel.getHistory().retrievePast(MESSAGES_TO_SEARCH)).stream()
                      .filter(it -> it.getAuthor().equals(channel.getJDA().getSelfUser()))
                      .filter(it -> it.getTimeCreated().toInstant().isAfter(since))
                      .filter(it -> it.getContentRaw().contains(parcel.jobId()))
                      .findFirst())
          .map(it -> new PostedMessage(it.getId(), !it.getAttachments().isEmpty()));
    } catch (RuntimeException e) {
      LOG.info("Job {}: earlier messages cannot be read ({}).", parcel.jobId(), e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Sent post(Parcel parcel, Notice notice) {
    Place place = Place.of(parcel.address());
    if (place.hasToken(clock)) {
      return attempt(place, Optional.empty(), () -> answer(place, notice));
    }
    return attempt(
        place,
        Optional.empty(),
        () ->
            channels
                .of(place)
                .<Sent>map(
                    channel -> shown(Channels.complete(create(channel, place, notice)), false))
                .orElseGet(DiscordMessenger::gone));
  }

  @Override
  public Sent edit(Parcel parcel, PostedMessage message, Notice notice) {
    Place place = Place.of(parcel.address());
    long tooMany = notice.picture().map(picture -> (long) picture.bytes().length).orElse(0L);
    if (tooMany > place.mostBytes()) {
      return new Sent.TooLarge();
    }
    long id = Long.parseLong(message.id());
    if (place.hasToken(clock)) {
      return attempt(place, Optional.of(id), () -> answer(place, notice));
    }
    boolean isAnswer = place.token().isPresent();
    if (isAnswer && (place.isEphemeral() || notice.isLast())) {
      return goesOn(place, id, notice);
    }
    Sent sent =
        attempt(
            place,
            Optional.of(id),
            () ->
                channels
                    .of(place)
                    .<Sent>map(
                        channel ->
                            shown(
                                Channels.complete(channel.editMessageById(id, text.edit(notice))),
                                message.hasPicture() || notice.picture().isPresent()))
                    .orElseGet(DiscordMessenger::gone));
    // Progress alone is no reason to open a thread that people have closed.
    return sent instanceof Sent.Moved && !notice.isLast() ? new Sent.Shown(message) : sent;
  }

  /** The bot's own message: an answer by its token while that lives, else by its place. */
  @Override
  public Sent remove(Parcel parcel, PostedMessage message) {
    Place place = Place.of(parcel.address());
    Supplier<Sent> call =
        place.hasToken(clock)
            ? () -> {
              JDA any =
                  channels.anyJda().orElseThrow(() -> new IllegalStateException("not connected"));
              Channels.complete(
                  InteractionHook.from(any, place.token().orElseThrow()).deleteOriginal());
              return new Sent.Shown(message);
            }
            : () ->
                channels
                    .of(place)
                    .<Sent>map(
                        channel -> {
                          Channels.complete(channel.deleteMessageById(message.id()));
                          return new Sent.Shown(message);
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

  private Sent answer(Place place, Notice notice) {
    JDA any =
        channels.anyJda().orElseThrow(() -> new IllegalStateException("not connected to Discord"));
    InteractionHook hook = InteractionHook.from(any, place.token().orElseThrow());
    return shown(
        Channels.complete(hook.editOriginal(text.edit(notice))), notice.picture().isPresent());
  }

  private MessageCreateAction create(MessageChannel channel, Place place, Notice notice) {
    MessageCreateAction message =
        channel.sendMessage(text.create(notice)).setNonce(notice.jobId()).failOnInvalidReply(false);
    place.replyTo().ifPresent(message::setMessageReference);
    return message;
  }

  /** The old message gets the last words, without buttons, and the reply everything. */
  private Sent goesOn(Place place, long earlier, Notice notice) {
    if (!place.isEphemeral() && notice.isLast()) {
      Notice words = notice.withoutPicture().withoutButtons();
      attempt(
          place,
          Optional.of(earlier),
          () ->
              channels
                  .of(place)
                  .<Sent>map(
                      channel ->
                          shown(
                              Channels.complete(channel.editMessageById(earlier, text.edit(words))),
                              false))
                  .orElseGet(DiscordMessenger::gone));
    }
    Optional<Long> replyTo = place.isEphemeral() ? Optional.empty() : Optional.of(earlier);
    return new Sent.Moved(place.withoutToken(replyTo).address());
  }

  private Sent attempt(Place place, Optional<Long> message, Supplier<Sent> call) {
    try {
      return call.get();
    } catch (Channels.Limited e) {
      return DiscordFailure.read(e.limit());
    } catch (RuntimeException e) {
      if (place.token().isPresent() && DiscordFailure.isTokenOver(e)) {
        return new Sent.Moved(place.withoutToken(message).address());
      } else if (!DiscordFailure.isThreadClosed(e) || place.isPrivate()) {
        return DiscordFailure.read(e);
      }
      // A message that cannot be changed gives way to a new one; where none is taken, the pictures
      // still belong to whoever asked for them.
      return new Sent.Moved(
          (message.isPresent() ? place.withoutToken(message) : place.alone()).address());
    }
  }

  private static Sent shown(Message message, boolean hasPicture) {
    return new Sent.Shown(new PostedMessage(message.getId(), hasPicture));
  }

  private static Sent gone() {
    return new Sent.Gone("the channel is gone");
  }
}
