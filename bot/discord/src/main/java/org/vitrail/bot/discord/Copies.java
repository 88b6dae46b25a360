package org.vitrail.bot.discord;

import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.sharding.ShardManager;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.config.Messages;

/** Sends finished pictures into a person's private chat, to keep. */
final class Copies {
  private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

  private final ShardManager shards;
  private final BotService botService;
  private final DiscordMessenger messenger;
  private final DiscordText text;
  private final Messages messages;

  Copies(
      ShardManager shards,
      BotService botService,
      DiscordMessenger messenger,
      DiscordText text,
      Messages messages) {
    this.shards = shards;
    this.botService = botService;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
  }

  /**
   * @return how it ended, in the person's language
   */
  String send(Person who, JobCard job) {
    String chatKey = DiscordMessenger.PLATFORM + ":" + who.id();
    try {
      MessageCreateData message =
          text.create(botService.chats().jobMessage(job, messenger, chatKey));
      shards
          .getShards()
          .get(0)
          .openPrivateChannelById(who.id())
          .flatMap(chat -> chat.sendMessage(message))
          .complete();
      return messages.text(who.locale(), "copy.sent");
    } catch (QueueUnreachable e) {
      return e.getMessage();
    } catch (ErrorResponseException e) {
      LOG.info("Job {} could not be copied for {}: {}", job.id(), who.key(), e.getMessage());
      return messages.text(who.locale(), "copy.refused");
    }
  }
}
