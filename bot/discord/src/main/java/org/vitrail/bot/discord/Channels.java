package org.vitrail.bot.discord;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.channel.attribute.IThreadContainer;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.exceptions.RateLimitedException;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.requests.restaction.pagination.ThreadChannelPaginationAction;
import net.dv8tion.jda.api.sharding.ShardManager;

/** Finds the channel of a reply target, also where the client library does not keep it. */
final class Channels {
  /** In every other state requests can be made, connected or not. */
  private static final Set<JDA.Status> OVER =
      EnumSet.of(JDA.Status.SHUTTING_DOWN, JDA.Status.SHUTDOWN, JDA.Status.FAILED_TO_LOGIN);

  /** Those archived last come first, a hundred a request. */
  private static final int THREADS_TO_SEARCH = 1_000;

  private final ShardManager shards;

  Channels(ShardManager shards) {
    this.shards = shards;
  }

  /** A session to make requests with that belong to no server. */
  Optional<JDA> anyJda() {
    return shards.getShards().stream().filter(it -> !OVER.contains(it.getStatus())).findFirst();
  }

  /**
   * The channel, or nothing if it is gone. An archived thread is not gone, though the library
   * forgets it: it is asked for by way of the channel that it belongs to.
   *
   * @throws IllegalStateException if it cannot be known now, as during an outage of the server
   */
  Optional<MessageChannel> of(DiscordReplyTarget target) {
    if (target.isPrivate()) {
      return anyJda().map(any -> complete(any.openPrivateChannelById(target.user())));
    }
    MessageChannel known = shards.getChannelById(GuildMessageChannel.class, target.channel());
    if (known != null) {
      return Optional.of(known);
    }
    if (target.guild().filter(this::isUnavailable).isPresent()) {
      throw new IllegalStateException("Discord has an outage of this server");
    }
    return target
        .threadOf()
        .map(parent -> shards.getChannelById(IThreadContainer.class, parent))
        .flatMap(parent -> archived(parent, target.channel()));
  }

  private boolean isUnavailable(long guild) {
    return shards.getGuildById(guild) == null
        && shards.getShards().stream().anyMatch(shard -> shard.isUnavailable(guild));
  }

  private static Optional<MessageChannel> archived(IThreadContainer parent, long thread) {
    return List.<Function<IThreadContainer, ThreadChannelPaginationAction>>of(
            IThreadContainer::retrieveArchivedPublicThreadChannels,
            IThreadContainer::retrieveArchivedPrivateJoinedThreadChannels)
        .stream()
        .flatMap(kind -> search(kind.apply(parent), thread).stream())
        .findFirst();
  }

  private static Optional<MessageChannel> search(ThreadChannelPaginationAction pages, long thread) {
    return pages.stream()
        .limit(THREADS_TO_SEARCH)
        .filter(it -> it.getIdLong() == thread)
        .<MessageChannel>map(it -> it)
        .findFirst();
  }

  /** Asks once: the message updater knows better than the library when to ask again. */
  static <T> T complete(RestAction<T> action) {
    try {
      return action.complete(false);
    } catch (RateLimitedException e) {
      throw new Limited(e);
    }
  }

  /** Discord wants a pause. */
  static final class Limited extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RateLimitedException limit;

    Limited(RateLimitedException limit) {
      super(limit);
      this.limit = limit;
    }

    RateLimitedException limit() {
      return limit;
    }
  }
}
