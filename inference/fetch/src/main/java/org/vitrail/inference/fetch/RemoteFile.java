package org.vitrail.inference.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ModelDownload;

/**
 * One published file and where it belongs on this machine.
 *
 * @param owner id of the model or part
 * @param name below the owner's folder, with {@code /}
 * @param pinned what the catalogue says of its bytes
 * @param page where its terms stand
 */
public record RemoteFile(
    String owner, String name, URI address, Path folder, ModelDownload pinned, String page) {

  /** The size that it must have, where the catalogue knows it. */
  public OptionalLong exactBytes() {
    return pinned.exactBytes();
  }

  /** The size, exact or not. */
  public long expectedBytes() {
    return pinned.expectedBytes();
  }

  /** What the catalogue says that its bytes are. */
  Optional<String> sha256() {
    return pinned.sha256();
  }

  /** Where the whole file lies. */
  public Path target() {
    return folder.resolve(name);
  }

  /** Its address for people. */
  String place() {
    return shown(address);
  }

  /** An address without its query, which may hold a signature. */
  static String shown(URI address) {
    return address.toString().replaceAll("[?#].*", "");
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
