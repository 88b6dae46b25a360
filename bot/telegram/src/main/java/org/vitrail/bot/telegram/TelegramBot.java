package org.vitrail.bot.telegram;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.GetMe;
import org.telegram.telegrambots.meta.api.methods.updates.DeleteWebhook;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.Messages;

/**
 * The Telegram bot: signs in, fetches updates or lets them come, deals with them side by side and
 * keeps the messages of jobs up to date. While Telegram cannot be reached it goes on trying.
 */
public final class TelegramBot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelegramBot.class);
  private static final int HANDLERS = 8;
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(3);

  private final TelegramOptions options;
  private final RetryPauses pauses;
  private final TimeSource time;
  private final TelegramApi api;
  private final BotService botService;
  private final Messages messages;
  private final Inbox inbox;
  private final TelegramMessenger messenger;
  private final TelegramText text;
  private final MessageUpdater messageUpdater;
  private final ExecutorService handlers =
      Executors.newFixedThreadPool(HANDLERS, DaemonThreads.named("telegram-handle"));
  private final ScheduledExecutorService later =
      Executors.newScheduledThreadPool(2, DaemonThreads.named("telegram-answer"));
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile UpdateHook hook;
  private volatile boolean isUnknown;
  private final CountDownLatch closing = new CountDownLatch(1);

  private TelegramBot(
      TelegramOptions options,
      BotService botService,
      Inbox inbox,
      Messages messages,
      RetryPauses pauses,
      TimeSource time) {
    this.options = options;
    this.pauses = pauses;
    this.time = time;
    this.api = new TelegramApi(options);
    this.botService = botService;
    this.messages = messages;
    this.inbox = inbox;
    this.text = new TelegramText(botService.chats().buttons());
    this.messenger = new TelegramMessenger(api, text, messages, botService.chats().sentStickers());
    this.messageUpdater =
        botService
            .chats()
            .messageUpdater(messenger, new Pacer(TelegramMessenger.ALL, time::nanoTime));
  }

  /** Starts the bot and returns at once. */
  public static TelegramBot start(
      TelegramOptions options, BotService botService, Inbox inbox, Messages messages) {
    return start(options, botService, inbox, messages, RetryPauses.STANDARD, TimeSource.system());
  }

  static TelegramBot start(
      TelegramOptions options,
      BotService botService,
      Inbox inbox,
      Messages messages,
      RetryPauses pauses,
      TimeSource time) {
    TelegramBot bot = new TelegramBot(options, botService, inbox, messages, pauses, time);
    bot.run("sign-in", bot::signIn);
    return bot;
  }

  /** What keeps the bot silent until somebody acts, in a sentence for the operator. */
  public Optional<String> problem() {
    if (closing.getCount() == 0) {
      return Optional.empty();
    }
    if (isUnknown) {
      return Optional.of("Telegram does not know the token; set TELEGRAM_TOKEN and start again.");
    }
    return threads.stream()
        .filter(thread -> !thread.isAlive())
        .findFirst()
        .map(
            ended ->
                "The thread "
                    + ended.getName()
                    + " has ended, so Telegram is not served. Restart Vitrail.");
  }

  private void signIn() {
    UpdateDispatcher dispatcher = null;
    UpdateIntake intake = null;
    while (closing.getCount() > 0) {
      try {
        User self = api.call(new GetMe());
        String name = self.getUserName();
        new TelegramCommandMenu(messages).publish(api);
        if (dispatcher == null) {
          dispatcher =
              new UpdateDispatcher(inbox, new UpdateReader(), handler(self), handlers, later, time);
          intake = new UpdateIntake(inbox, dispatcher, time);
        }
        receive(intake);
        LOG.info("Telegram knows the bot as @{}: https://t.me/{}", name, name);
        tellOfDeadLetters();
        deal(dispatcher);
        return;
      } catch (TelegramApiRequestException e) {
        if (Integer.valueOf(401).equals(e.getErrorCode())) {
          LOG.error(
              "Telegram does not know this token. Ask @BotFather for it and set TELEGRAM_TOKEN.");
          isUnknown = true;
          return;
        }
        pause(api.why(e));
      } catch (TelegramApiException | RuntimeException e) {
        pause(api.why(e));
      } catch (Error e) {
        LOG.error("Signing in failed; it is tried again.", e);
        pause(e.toString());
      }
    }
  }

  private void tellOfDeadLetters() {
    try {
      List<DeadLetter> letters = inbox.deadLetters();
      if (!letters.isEmpty()) {
        LOG.warn(
            "{} updates were given up within the last week; the latest: {}",
            letters.size(),
            letters.get(letters.size() - 1));
      }
    } catch (InboxUnreachableException e) {
      LOG.info("Whether updates were given up lately is not known: {}", e.getMessage());
    }
  }

  private void receive(UpdateIntake intake) throws TelegramApiException {
    if (options.webhook().isEmpty()) {
      api.call(DeleteWebhook.builder().build());
      run("updates", new UpdateLoop(api, intake, pauses.standby(), closing));
      return;
    }
    String secret = botService.chats().sharedSecret("telegram-webhook");
    if (hook == null) {
      hook = new UpdateHook(options.webhook().get(), intake, secret);
      LOG.info("Telegram's updates are awaited on port {}.", hook.port());
    }
    api.listenAt(
        SetWebhook.builder()
            .url(options.webhook().get().url().toString())
            .secretToken(secret)
            .allowedUpdates(TelegramApi.UPDATES)
            .build());
  }

  private UpdateHandler handler(User self) {
    String name = self.getUserName();
    TelegramPostingRights postingRights =
        new TelegramPostingRights(api, messages, self.getId(), name, time);
    TelegramReplies replies =
        new TelegramReplies(
            api, botService, messageUpdater, messenger, messages, postingRights, later);
    return new UpdateHandler(
        new Requests(api, botService, replies, postingRights, messages, new Albums(inbox), name),
        new Clicks(api, botService, replies, postingRights, messages));
  }

  private void deal(UpdateDispatcher dispatcher) {
    while (closing.getCount() > 0) {
      try {
        dispatcher.takeSome();
      } catch (RejectedExecutionException closing) {
        return;
      } catch (RuntimeException e) {
        pause(e.getMessage());
      } catch (Error e) {
        LOG.error("Taking updates failed; it goes on.", e);
        pause(e.toString());
      }
    }
  }

  private void pause(String why) {
    if (closing.getCount() > 0) {
      LOG.warn("The Telegram bot waits ({}); trying again in {}.", why, pauses.retry());
      try {
        closing.await(pauses.retry().toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closing.countDown();
      }
    }
  }

  private void run(String role, Runnable task) {
    Thread thread = DaemonThreads.named("telegram-" + role).newThread(task);
    threads.add(thread);
    thread.start();
  }

  /** Stops fetching; jobs go on, and their messages are taken up at the next start. */
  @Override
  public void close() {
    closing.countDown();
    if (hook != null) {
      hook.close();
    }
    api.stopPolling();
    try {
      // What was taken from the inbox is dealt with here: to others it would look abandoned only
      // after half a minute.
      for (Thread thread : threads) {
        thread.join(PATIENCE_AT_CLOSE.toMillis());
        thread.interrupt();
      }
      handlers.shutdown();
      if (!handlers.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Some updates were not dealt with in time; the next process takes them up.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handlers.shutdownNow();
    later.shutdownNow();
    messageUpdater.close();
    api.close();
  }
}
