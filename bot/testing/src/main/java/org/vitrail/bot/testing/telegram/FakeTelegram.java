package org.vitrail.bot.testing.telegram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.telegram.telegrambots.meta.TelegramUrl;

/**
 * A Telegram of one's own on a port of this machine: it speaks the Bot API over HTTP, keeps the
 * chats, lets people write and press buttons, and misbehaves when told to.
 */
public final class FakeTelegram implements AutoCloseable {
  private static final long BOT_ID = 7_000_000_001L;
  private static final String BOT_USER_NAME = "vitrail_bot";
  private static final String TOKEN = BOT_ID + ":AAF4keT0ken_of-the-fake-server-0123";

  private final World world = new World(BOT_ID, BOT_USER_NAME);
  private final TelegramRecorder recorder = new TelegramRecorder();
  private final TelegramFaults faults = new TelegramFaults(world.updates::interrupt);
  private final BotCommands commands = new BotCommands();
  private final UpdateMethods updateMethods = new UpdateMethods(world.updates);
  private final BotMethods methods = new BotMethods(world, updateMethods, commands, recorder);
  private final int port;
  private ApiServer server;

  private FakeTelegram() {
    server = serve(0);
    port = server.port();
  }

  /** Starts a server on a free port, with a bot that has no chats yet. */
  public static FakeTelegram start() {
    return new FakeTelegram();
  }

  @Override
  public void close() {
    goesDown();
    updateMethods.close();
  }

  /** Refuses connections from now on, and breaks those that are open. */
  public synchronized void goesDown() {
    if (server != null) {
      server.stop();
      world.updates.interrupt();
      server = null;
    }
  }

  /** Serves again on the same port; people went on writing meanwhile. */
  public synchronized void comesBack() {
    if (server == null) {
      server = serve(port);
    }
  }

  /** The address without a slash at the end, for example "http://127.0.0.1:40000". */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public TelegramUrl telegramUrl() {
    return TelegramUrl.builder().schema("http").host("127.0.0.1").port(port).build();
  }

  public String token() {
    return TOKEN;
  }

  public long botId() {
    return BOT_ID;
  }

  /** The bot's user name, without "@". */
  public String botUserName() {
    return BOT_USER_NAME;
  }

  /** A new person, who speaks English and has started the bot. */
  public FakeTelegramUser user(String firstName) {
    return world.newUser(firstName, "en");
  }

  /**
   * A new person, who has started the bot.
   *
   * @param languageCode empty if the app does not tell it
   */
  public FakeTelegramUser user(String firstName, String languageCode) {
    return world.newUser(firstName, languageCode);
  }

  public FakeTelegramUser user(long id, String firstName, String languageCode) {
    return world.newUser(id, firstName, languageCode);
  }

  /** A new group of which the bot is a plain member. */
  public FakeChat group(String title) {
    return world.newGroup(FakeChat.Kind.GROUP, title);
  }

  public FakeChat supergroup(String title) {
    return world.newGroup(FakeChat.Kind.SUPERGROUP, title);
  }

  /** A new channel, in whose name its people may write in groups. */
  public FakeChat channel(String title) {
    return world.newGroup(FakeChat.Kind.CHANNEL, title);
  }

  /** A new supergroup with topics. */
  public FakeChat forum(String title) {
    return world.newGroup(FakeChat.Kind.FORUM, title);
  }

  /** Lets the bot see all messages of groups; without this only what is meant for it. */
  public FakeTelegram turnsPrivacyModeOff() {
    world.privacyMode = false;
    return this;
  }

  /** Answers 429 from now on when the bot sends or edits too much. */
  public FakeTelegram enforceLimits() {
    return enforceLimits(System::nanoTime);
  }

  /** The same by a ticker that a test moves. */
  public FakeTelegram enforceLimits(LongSupplier nanos) {
    methods.enforceLimits(nanos);
    return this;
  }

  /** Refuses photos of more bytes from now on, less than the ten megabytes of the real server. */
  public FakeTelegram takesPhotosOfAtMost(int bytes) {
    methods.takePhotosOfAtMost(bytes);
    return this;
  }

  /**
   * From now on keeps files on disk and hands none out, as a server of one's own with {@code
   * --local}.
   *
   * @param folder of the server, which has one for this bot within
   */
  public FakeTelegram keepsFilesIn(Path folder) {
    world.files.keepIn(folder.resolve(TOKEN));
    return this;
  }

  /** Makes the addresses of files given out so far lead nowhere. */
  public void expiresFileAddresses() {
    world.files.expirePaths();
  }

  public TelegramFaults faults() {
    return faults;
  }

  public TelegramRecorder recorder() {
    return recorder;
  }

  public Updates updates() {
    return world.updates;
  }

  public BotCommands commands() {
    return commands;
  }

  /** The webhook, if the bot has set one. */
  public Optional<Webhook> webhook() {
    return updateMethods.webhook();
  }

  private ApiServer serve(int onPort) {
    try {
      return new ApiServer(onPort, TOKEN, methods, world.files, faults, recorder);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }
}
