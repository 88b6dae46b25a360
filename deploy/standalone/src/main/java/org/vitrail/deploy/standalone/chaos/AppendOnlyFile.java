package org.vitrail.deploy.standalone.chaos;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The file in which Redis 6 notes every write before it answers, scripts as what they wrote. It
 * outlives {@code kill -9} of Redis, which goes on from what is there; so it is what happened.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/">Redis
 *     persistence</a>
 */
record AppendOnlyFile(Path path) {
  /** Longer values are pictures. */
  private static final int LONGEST_VALUE = 16_384;

  private static final int BUFFER = 1 << 16;

  /**
   * Tells all writes in their order, until now; what Redis was just at when it was killed is none.
   *
   * @param write told a command's name and arguments; in the place of a long one is an empty text
   * @throws IOException if it cannot be read, or was rewritten and does not know the past any more
   */
  void forEach(Consumer<List<String>> write) throws IOException {
    List<List<String>> transaction = new ArrayList<>();
    boolean isOpen = false;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      for (List<String> command = next(in); !command.isEmpty(); command = next(in)) {
        switch (command.get(0).toUpperCase(Locale.ROOT)) {
          case "MULTI" -> isOpen = true;
          case "EXEC" -> {
            transaction.forEach(write);
            transaction.clear();
            isOpen = false;
          }
          default -> {
            if (isOpen) {
              transaction.add(command);
            } else {
              write.accept(command);
            }
          }
        }
      }
    }
  }

  /** Empty at the end, and at something that is not whole. */
  private List<String> next(InputStream in) throws IOException {
    try {
      int kind = in.read();
      if (kind < 0) {
        return List.of();
      }
      if (kind != '*') {
        throw new IOException(path + " was rewritten, and does not know the past any more");
      }
      int arguments = number(in);
      List<String> command = new ArrayList<>(arguments);
      for (int i = 0; i < arguments; i++) {
        in.skipNBytes(1);
        int length = number(in);
        if (length > LONGEST_VALUE) {
          in.skipNBytes(length);
          command.add("");
        } else {
          command.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        in.skipNBytes(2);
      }
      return command;
    } catch (EOFException e) {
      return List.of();
    }
  }

  /** Up to the end of the line. */
  private static int number(InputStream in) throws IOException {
    int number = 0;
    for (int digit = in.read(); digit != '\n'; digit = in.read()) {
      if (digit < 0) {
        throw new EOFException();
      }
      number = digit == '\r' ? number : number * 10 + digit - '0';
    }
    return number;
  }
}
