package org.vitrail.inference.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One published file and where it belongs on this machine.
 *
 * @param owner id of the model or part
 * @param name below the owner's folder, with {@code /}
 * @param exactBytes the size it must have, where the catalogue knows it
 * @param expectedBytes the size, exact or not
 * @param sha256 what the catalogue pins
 * @param page where its terms stand
 */
public record RemoteFile(
    String owner,
    String name,
    URI address,
    Path folder,
    OptionalLong exactBytes,
    long expectedBytes,
    Optional<String> sha256,
    String page) {

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
