package org.vitrail.bot.core.service;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.core.journal.RequestJournal.Keeping;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.exceptions.JedisException;

/** Keeps requests for pictures while Redis is away for a while, and says so. */
final class RequestKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RequestKeeper.class);
  private static final Set<CommandSpec> MAKE_PICTURES =
      Set.of(
          CommandSpec.VARY,
          CommandSpec.UPSCALE,
          CommandSpec.STICKER,
          CommandSpec.AGAIN,
          CommandSpec.RECONSTRUCT);

  private final Optional<RequestJournal> journal;
  private final ImagineCompletion completion;
  private final InstanceSecret secret;
  private final Messages messages;
  private final Clock clock;

  /**
   * @param journal empty where nothing is kept
   */
  RequestKeeper(
      Optional<RequestJournal> journal,
      ImagineCompletion completion,
      InstanceSecret secret,
      Messages messages,
      Clock clock) {
    this.journal = journal;
    this.completion = completion;
    this.secret = secret;
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * Keeps a request that could not be carried out. What an operator has to mend is told as what it
   * is instead, for nobody knows when that will be; what there is no room for, as that.
   *
   * @throws ImpossibleException when a picture that came with it cannot be read
   * @throws JedisException what happened, where it is not to be kept
   */
  Reply keep(Command command, CommandRequest request, JedisException away)
      throws ImpossibleException {
    RedisTrouble trouble = RedisTrouble.of(away);
    boolean passes = trouble != RedisTrouble.OTHER && !trouble.isLasting();
    if (journal.isEmpty() || !passes || !asksForPictures(command)) {
      throw away;
    }
    KeptRequest kept =
        new KeptRequest(
            jobId(request, away),
            request.who(),
            command,
            pictures(request),
            request.origin(),
            clock.instant());
    Keeping keeping = journal.get().keep(kept);
    if (keeping != Keeping.KEPT) {
      return request.refused(new Unreachable(trouble), notKept(keeping, request.who().locale()));
    }
    LOG.info(
        "A request of {} is kept until Redis is back (job {}).", kept.who().key(), kept.jobId());
    return new Reply.Kept(messages.text(request.who().locale(), "notice.kept"), request.audience());
  }

  private String notKept(Keeping keeping, String locale) {
    return switch (keeping) {
      case ENOUGH -> messages.text(locale, "refused.journal-enough", RequestJournal.PER_PERSON);
      case FULL -> messages.text(locale, "refused.journal-full");
      case NOT_WRITTEN -> messages.text(locale, "refused.journal-disk");
      case KEPT -> throw new IllegalArgumentException("It is kept.");
    };
  }

  /** Only a process that never saw Redis cannot tell; then the request is better sent again. */
  private String jobId(CommandRequest request, JedisException away) {
    try {
      return request.jobId(secret);
    } catch (JedisException unknown) {
      throw away;
    }
  }

  private SentPictures<byte[]> pictures(CommandRequest request) throws ImpossibleException {
    SentPictures<InitImage> read = completion.read(request.who(), request.pictures());
    return new SentPictures<>(
        read.beginning().map(InitImage::png), read.target().map(InitImage::png));
  }

  private static boolean asksForPictures(Command command) {
    return command.accept(
        new Command.Visitor<Boolean, RuntimeException>() {
          @Override
          public Boolean imagine(Command.Imagine imagine) {
            return true;
          }

          @Override
          public Boolean reword(Command.Reword reword) {
            return true;
          }

          @Override
          public Boolean onJob(Command.OnJob onJob) {
            return MAKE_PICTURES.contains(onJob.spec());
          }

          @Override
          public Boolean ask(Command.Ask ask) {
            return MAKE_PICTURES.contains(ask.spec());
          }

          @Override
          public Boolean moderate(Command.Moderate moderate) {
            return false;
          }
        });
  }
}
