package org.vitrail.bot.testing.telegram;

/**
 * A file that the server keeps.
 *
 * @param width 0 if it is no picture
 */
record StoredFile(
    String id, String path, String name, String contentType, byte[] bytes, int width, int height) {
  String uniqueId() {
    return "AQAD" + Integer.toHexString(path.hashCode());
  }
}
