package org.vitrail.bot.discord;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import net.dv8tion.jda.api.entities.Message.Attachment;
import org.vitrail.bot.core.picture.InitImageException;
import org.vitrail.bot.core.picture.InitImageReader;

/** Fetches files that people attached, from Discord's own hosts and nowhere else. */
final class AttachmentReader {
  private static final Set<String> HOSTS = Set.of("cdn.discordapp.com", "media.discordapp.net");
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration FETCHING = Duration.ofSeconds(30);
  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(CONNECTING).followRedirects(Redirect.NEVER).build();

  private final String apiAuthority;

  /**
   * @param api Discord's API as configured; a proxy there may serve the files, too
   */
  AttachmentReader(URI api) {
    this.apiAuthority = api.getAuthority();
  }

  /**
   * @return at most one byte more than {@link InitImageReader#MOST_BYTES}
   * @throws IOException if it cannot be fetched
   * @throws InitImageException if it is too large to be fetched
   */
  byte[] fetch(Attachment attachment) throws IOException, InitImageException {
    if (attachment.getSize() > InitImageReader.MOST_BYTES) {
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
    try {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(url).timeout(FETCHING).build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != OK) {
          throw new IOException("Discord answered " + response.statusCode());
        }
        // One byte more than allowed is enough to be refused by the reader.
        return body.readNBytes(InitImageReader.MOST_BYTES + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
