package org.vitrail.inference.fetch;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * A file that is being downloaded: {@code NAME.part} holds the bytes so far, {@code
 * NAME.part.state} what they are a part of. Both outlive the process, so that a cut download goes
 * on where it was; the file gets its own name only when it is whole.
 */
final class PartFile implements AutoCloseable {
  /**
   * What the bytes are a part of.
   *
   * @param address as the catalogue has it
   * @param validator the server's name for these bytes (a strong ETag, or Last-Modified), or {@code
   *     ""}
   * @param size of the whole, if the server told
   * @param sha256 of the whole as the server told, or {@code ""}
   */
  record State(String address, String validator, OptionalLong size, String sha256) {}

  private static final int CHUNK_BYTES = 1 << 20;

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final MessageDigest digest = FileCheck.newDigest();
  private State state;
  private long length;

  private PartFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
  }

  /** Where the bytes so far of a file lie. */
  static Path of(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  /** Opens what is there of the file and reads it for its checksum; begins an empty one else. */
  static PartFile open(Path target) {
    Path part = of(target);
    try {
      Files.createDirectories(target.getParent());
      FileChannel channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      PartFile file = new PartFile(target, part, channel);
      file.state = file.readState();
      file.digestWhatIsThere();
      return file;
    } catch (IOException e) {
      throw FetchException.unwritable(part, e);
    }
  }

  /** Where the bytes lie until the file gets its name. */
  Path path() {
    return part;
  }

  long length() {
    return length;
  }

  /** {@code null} if nothing is known of the bytes: they are of no use then. */
  State state() {
    return state;
  }

  /** Writes down what the bytes to come are a part of. */
  void begin(State of) {
    if (of.equals(state)) {
      return;
    }
    Properties properties = new Properties();
    properties.setProperty("address", of.address());
    properties.setProperty("validator", of.validator());
    properties.setProperty("sha256", of.sha256());
    of.size().ifPresent(bytes -> properties.setProperty("size", Long.toString(bytes)));
    try (Writer out = Files.newBufferedWriter(statePath())) {
      properties.store(out, null);
    } catch (IOException e) {
      throw FetchException.unwritable(statePath(), e);
    }
    state = of;
  }

  void write(ByteBuffer bytes) {
    try {
      digest.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        length += channel.write(bytes);
      }
    } catch (IOException e) {
      throw FetchException.unwritable(part, e);
    }
  }

  /** Throws away what is there. */
  void restart() {
    try {
      Files.deleteIfExists(statePath());
      channel.truncate(0);
      digest.reset();
      length = 0;
      state = null;
    } catch (IOException e) {
      throw FetchException.unwritable(part, e);
    }
  }

  /** SHA-256 of all bytes, in hex; may be asked again and again. */
  String sha256() {
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(soFar.digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's SHA-256 can be cloned.", e);
    }
  }

  /** Gives the file its own name; it is on the disk by then, also after a power cut. */
  void complete() {
    try {
      channel.force(true);
      channel.close();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(statePath());
    } catch (IOException e) {
      throw FetchException.unwritable(target, e);
    }
  }

  private void digestWhatIsThere() throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    while (channel.read(chunk.clear()) >= 0) {
      length += chunk.flip().remaining();
      digest.update(chunk);
    }
  }

  private State readState() throws IOException {
    if (!Files.isRegularFile(statePath())) {
      return null;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(statePath())) {
      properties.load(in);
      String size = properties.getProperty("size");
      return new State(
          properties.getProperty("address", ""),
          properties.getProperty("validator", ""),
          size == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size)),
          properties.getProperty("sha256", ""));
    } catch (IllegalArgumentException e) {
      return null; // a state that was cut while it was written
    }
  }

  private Path statePath() {
    return part.resolveSibling(part.getFileName() + ".state");
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (length == 0) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw FetchException.unwritable(part, e);
    }
  }
}
