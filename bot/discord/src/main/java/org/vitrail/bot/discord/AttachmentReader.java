package org.vitrail.bot.discord;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import net.dv8tion.jda.api.entities.Message.Attachment;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.network.Proxies;

/** Fetches files that people attached, from Discord's own hosts and nowhere else. */
final class AttachmentReader {
  private static final Set<String> HOSTS = Set.of("cdn.discordapp.com", "media.discordapp.net");
  private static final Duration FETCHING = Duration.ofSeconds(30);
  private static final int OK = 200;

  private final OkHttpClient http;
  private final Proxies proxies;
  private final String apiAuthority;

  /**
   * @param api Discord's API as configured; a server there may serve the files, too
   */
  AttachmentReader(URI api, Proxies proxies) {
    this.http = Clients.http(proxies, FETCHING);
    this.proxies = proxies;
    this.apiAuthority = api.getAuthority();
  }

  /**
   * @return at most one byte more than {@link InitImageReader#MAX_BYTES}
   * @throws IOException if it cannot be fetched
   * @throws InitImageException if it is too large to be fetched
   */
  byte[] fetch(Attachment attachment) throws IOException, InitImageException {
    if (attachment.getSize() > InitImageReader.MAX_BYTES) {
      throw InitImageException.fileTooLarge(attachment.getSize());
    }
    URI url = URI.create(attachment.getUrl());
    boolean isDiscord = "https".equals(url.getScheme()) && HOSTS.contains(url.getAuthority());
    if (!isDiscord && !apiAuthority.equals(url.getAuthority())) {
      throw new IOException(url.getHost() + " is none of Discord's hosts");
    }
    return fetch(url);
  }

  private byte[] fetch(URI url) throws IOException {
    try (Response response =
        http.newCall(new Request.Builder().url(url.toString()).build()).execute()) {
      if (response.code() != OK) {
        throw new IOException("Discord answered " + response.code());
      }
      try (InputStream body = response.body().byteStream()) {
        // One byte more than allowed is enough to be refused by the reader.
        return body.readNBytes(InitImageReader.MAX_BYTES + 1);
      }
    } catch (IOException e) {
      throw new IOException(proxies.why(url, e), e);
    }
  }
}
