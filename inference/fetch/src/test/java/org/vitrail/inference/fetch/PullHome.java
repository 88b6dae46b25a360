package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Pullable;

/** A data folder, a catalogue with one part, and a puller whose pauses pass at once. */
final class PullHome implements PullListener, ContentCheck {
  final Path home;
  final Map<String, String> environment = new HashMap<>();
  final List<String> starts = Collections.synchronizedList(new ArrayList<>());
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  final List<String> reasons = Collections.synchronizedList(new ArrayList<>());
  Duration patience = Duration.ofSeconds(20);
  long freeBytes = Long.MAX_VALUE;
  int parallel = 3;
  private String downloads = "";
  private long advanced;

  PullHome(Path home, ScriptedServer hub) {
    this.home = home;
    environment.put("HF_ENDPOINT", hub.uri().toString());
  }

  /** Lists a file of the part: {@code about: 1 MB} or {@code bytes: 5, sha256: …}. */
  PullHome file(String name, String facts) {
    downloads += "        %s: {%s}\n".formatted(name, facts);
    return this;
  }

  Path folder() {
    return home.resolve("data/models/eye");
  }

  Path path(String name) {
    return folder().resolve(name);
  }

  Pullable part() throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("models.yaml"),
        """
        own:
          title: Own
          description: For tests.
          licence: none
          family: dalle-mini
          pixels: unit
          folder: own
          parts: []
          files: {tokenizer: t, encoder: e, decoder: d, dalleConfig: c, vqgan: v}
          defaults: {guidance: 1, temperature: 1, topK: 1, topP: 1, imageCount: 1}
        parts:
          eye:
            title: An eye
            licence: MIT
            files: {}
            source:
              repository: an/eye
              revision: main
              page: https://example.org/terms
              downloads:
        """
            + downloads.indent(2));
    return ModelCatalogue.load(config).requireWithParts("eye").get(0);
  }

  ModelStore store() {
    return new ModelStore(home.resolve("data/models"), Hub.from(environment));
  }

  /** Path of a file on the hub. */
  static String at(String name) {
    return "/an/eye/resolve/main/" + name;
  }

  void pull() throws IOException, InterruptedException {
    pull(false);
  }

  void pull(boolean anew) throws IOException, InterruptedException {
    Pauses instant =
        new Pauses() {
          @Override
          public void pause(Duration length) {
            pauses.add(length);
          }

          @Override
          public Instant now() {
            return Instant.parse("2026-01-01T12:00:00Z");
          }
        };
    new Puller(
            store(),
            environment,
            this,
            parallel,
            new Waiting(patience, new Backoff(new Random(1)), instant),
            new DiskSpace(folder -> freeBytes))
        .pull(List.of(part()), anew, this);
  }

  /** Nothing that begins like a page can be any of the files. */
  @Override
  public Optional<String> problemOfStart(
      String owner, String name, byte[] start, OptionalLong byteCount) {
    starts.add(owner + "/" + name + " " + start.length + " of " + byteCount);
    return start[0] == '<' ? Optional.of("is not weights but a page.") : Optional.empty();
  }

  /** Nor anything that ends in a lie. */
  @Override
  public Optional<String> problemOf(String owner, String name, Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return text.startsWith("<") || text.endsWith("lie")
          ? Optional.of("is not weights but a lie.")
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that the listener was told of, less those it was told are gone. */
  synchronized long advanced() {
    return advanced;
  }

  @Override
  public synchronized void advanced(RemoteFile file, long bytes) {
    advanced += bytes;
  }

  @Override
  public void retrying(RemoteFile file, String reason, Duration pause) {
    reasons.add(reason);
  }

  @Override
  public void finished(RemoteFile file) {
    reasons.add("finished " + file.name());
  }

  /** The same bytes at every run. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    MessageDigest digest = FileCheck.newDigest();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }
}
