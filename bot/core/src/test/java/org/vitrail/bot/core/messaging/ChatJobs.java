package org.vitrail.bot.core.messaging;

import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;

/** A job on its way from a chat, through a worker, and back. */
final class ChatJobs {
  private ChatJobs() {}

  /**
   * Somebody asks for a picture, and an updater takes its message.
   *
   * @param request the platform's id of what was asked
   * @param where the chat
   * @return the job's id
   */
  static String ask(
      BotService botService, MessageUpdater messageUpdater, String request, String where) {
    Origin origin = new Origin(request, "place", "", Standing.MEMBER, Map.of("chat", where));
    Reply reply = type(botService, SampleRequests.ANNA, "a red apple", Optional.of(origin));
    Reply.Accepted accepted = (Reply.Accepted) reply;
    messageUpdater.take(accepted.job().id(), accepted.message());
    return accepted.job().id();
  }

  static ClaimedJob claim(JobQueue queue) {
    return queue.claim("w", List.of("bundled"), 1, Duration.ofSeconds(5)).get(0);
  }

  static void finish(JobQueue queue, ImageStore images, ClaimedJob job) {
    images.put(job.job().id(), "grid.png", new byte[] {1, 2, 3});
    queue.complete(job, SampleRequests.done(9));
  }
}
