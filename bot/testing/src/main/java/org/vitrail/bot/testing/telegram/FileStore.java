package org.vitrail.bot.testing.telegram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps files by id and path; knows nothing of the messages that show them. */
final class FileStore {
  private static final int[] SMALLER_SIZES = {90, 320};

  private final Map<String, StoredFile> byId = new ConcurrentHashMap<>();
  private final Map<String, StoredFile> byPath = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Path onDisk;

  StoredFile addDocument(String name, String contentType, byte[] bytes) {
    return add("documents", "BQACAgIAAxkBAAI", name, contentType, bytes, 0, 0);
  }

  StoredFile addSticker(byte[] webp, Pictures.Size size) {
    return add(
        "stickers",
        "CAACAgIAAxkBAAI",
        "sticker.webp",
        "image/webp",
        webp,
        size.width(),
        size.height());
  }

  /** Keeps a picture in up to three sizes, the original as the last; the smaller are JPEG. */
  List<StoredFile> addPhoto(byte[] bytes) {
    List<StoredFile> sizes = new ArrayList<>();
    Pictures.sizes(bytes, SMALLER_SIZES).forEach((size, file) -> sizes.add(addSize(file, size)));
    return List.copyOf(sizes);
  }

  Optional<StoredFile> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<StoredFile> byPath(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** Makes the addresses given out so far lead nowhere, as after an hour. */
  void expirePaths() {
    byPath.clear();
  }

  /** Keeps files on disk from now on, and hands none out. */
  void keepIn(Path folder) {
    onDisk = folder;
  }

  /** The address under which the file can be fetched from now on, or its path on disk. */
  String publish(StoredFile file) {
    if (onDisk != null) {
      return write(onDisk.resolve(file.path()), file.bytes());
    }
    byPath.put(file.path(), file);
    return file.path();
  }

  private static String write(Path path, byte[] bytes) {
    try {
      Files.createDirectories(path.getParent());
      return Files.write(path, bytes).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoredFile addSize(byte[] bytes, Pictures.Size size) {
    return add("photos", "AgACAgIAAxkBAAI", "", "image/jpeg", bytes, size.width(), size.height());
  }

  private StoredFile add(
      String folder,
      String prefix,
      String name,
      String contentType,
      byte[] bytes,
      int width,
      int height) {
    int number = count.incrementAndGet();
    String suffix = folder.equals("photos") ? ".jpg" : suffix(name);
    String id = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    StoredFile file =
        new StoredFile(
            id, folder + "/file_" + number + suffix, name, contentType, bytes, width, height);
    byId.put(id, file);
    return file;
  }

  /** As long as real ones, so that nobody takes them for short keys. */
  private static byte[] random() {
    return (UUID.randomUUID() + "" + UUID.randomUUID())
        .substring(0, 48)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String suffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}
