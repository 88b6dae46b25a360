package org.vitrail.bot.telegram;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;

/**
 * Reads files that people sent. Telegram's own server, and one of one's own, hands them out under
 * an address. One of one's own that runs with {@code --local} names a path on its disk instead:
 * then they are read from there, if this process sees the same folder.
 *
 * <p>A path is believed only of a server that the operator configured, and only within the folder
 * that such a server keeps for this bot, which is called by the bot's token; else an answer could
 * name any file of this machine.
 */
final class FileReader {
  private static final Logger LOG = LoggerFactory.getLogger(FileReader.class);
  private static final String TELEGRAM = "api.telegram.org";

  private final TelegramOptions options;
  private final OkHttpClient http;

  FileReader(TelegramOptions options, OkHttpClient http) {
    this.options = options;
    this.http = http;
  }

  /**
   * @param community what the server says of the file
   * @return at most one byte more than {@link InitImageReader#MAX_BYTES}
   * @throws IOException if it cannot be fetched now
   * @throws InitImageException if this process has no way to it
   */
  byte[] read(String target) throws IOException, InitImageException {
    return isOnDisk(target) ? fromDisk(target) : fetch(target);
  }

  private static boolean isOnDisk(String target) {
    return target.startsWith("/") || target.matches("(?s)[A-Za-z]:[/\\\\].*|\\\\\\\\.*");
  }

  private byte[] fetch(String target) throws IOException {
    String url = options.apiUrl() + "/file/bot" + options.token() + "/" + target;
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("the file server answered " + response.code());
      }
      return bounded(response.body().byteStream());
    }
  }

  private byte[] fromDisk(String target) throws IOException, InitImageException {
    Path file = ownFile(target);
    if (file == null) {
      LOG.error(
          "{} names a file on a disk that is outside of this bot's folder there; it is not read.",
          options.apiUrl());
      throw InitImageException.outOfReach();
    }
    if (!Files.isReadable(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      LOG.error(
          "{} runs with --local, so files that people send stay on its disk, and this process"
              + " cannot read {} there. Mount that server's folder at the same path here, readable"
              + " for whoever runs this process, or run it without --local.",
          options.apiUrl(),
          file.toString().replaceAll("(\\d+)[:~][A-Za-z0-9_-]{20,}", "$1:…"));
      throw InitImageException.outOfReach();
    }
    return bounded(Files.newInputStream(file));
  }

  /** The path as it is to be read; null where it must not be. */
  private Path ownFile(String target) {
    if (TELEGRAM.equalsIgnoreCase(options.apiUrl().getHost())) {
      return null;
    }
    try {
      Path file = Path.of(target);
      boolean isPlain = file.isAbsolute() && file.equals(file.normalize());
      for (Path name : file) {
        // Where a file's name cannot hold a colon, the server writes a tilde.
        if (isPlain && name.toString().replace('~', ':').equals(options.token())) {
          return file;
        }
      }
      return null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** One byte more than allowed is enough to be refused by the reader. */
  private static byte[] bounded(InputStream open) throws IOException {
    try (InputStream in = open) {
      return in.readNBytes(InitImageReader.MAX_BYTES + 1);
    }
  }
}
