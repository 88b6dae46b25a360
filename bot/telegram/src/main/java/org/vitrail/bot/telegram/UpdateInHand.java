package org.vitrail.bot.telegram;

import java.time.Duration;
import org.vitrail.bot.core.outbox.DeadLetter;

/** An update that is being dealt with, and whoever has to know what comes of it. */
interface UpdateInHand {
  /** As Telegram wrote it. */
  String text();

  /** How often it was taken up, this time included. */
  int attempt();

  /** It is dealt with. */
  void done();

  /** It is to be taken up once more, after a pause. */
  void again(Duration pause);

  /** It is given up. */
  void bury(DeadLetter letter);
}
