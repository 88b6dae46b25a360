package org.vitrail.bot.core.service;

import java.util.function.UnaryOperator;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.queue.LiveModels;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import redis.clients.jedis.UnifiedJedis;

/** A service whose menu is what workers announce. */
final class AnnouncingService {
  private AnnouncingService() {}

  /**
   * @param knowing what the menu knows besides
   */
  static BotService open(
      UnifiedJedis redis,
      JobQueue queue,
      ImageStore images,
      SafetyLevel safety,
      UnaryOperator<ModelMenu> knowing,
      HurriedTime time) {
    LiveModels live = new LiveModels(queue, id -> true, time::nanoTime);
    ModelMenu menu =
        knowing
            .apply(SampleCommands.MODELS)
            .offering(live::presence)
            .announcing(live::announced)
            .holding(live::mostPixels);
    return new BotService(
        redis, queue, images, SampleRequests.careful(safety, menu), SampleCommands.MESSAGES, time);
  }
}
