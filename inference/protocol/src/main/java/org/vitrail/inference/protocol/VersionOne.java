package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the job format of version 1 had otherwise: a field for each of the four options that there
 * were, and pictures' states as numbers in text, within the job.
 *
 * <p>Nothing reads this out of use once the retention of jobs has passed since the last program of
 * version 1 stopped.
 */
final class VersionOne {
  /** Fields of version 1 by the option that they stand for. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "guidance", "guidance",
          "temperature", "temperature",
          "top-k", "topK",
          "top-p", "topP");

  private static final Pattern STATE = Pattern.compile("\\d+(,\\d+)*");

  private VersionOne() {}

  static Map<String, String> options(FieldReader reader) {
    Map<String, String> options = new LinkedHashMap<>();
    OPTIONS.forEach(
        (name, field) -> {
          reader.decimal(field);
          options.put(name, reader.text(field));
        });
    return options;
  }

  static BeginFrom beginFrom(FieldReader reader) {
    String state = reader.text("keptTokens");
    if (!state.isEmpty()) {
      return new BeginFrom.OwnState(
          reader.read("keptTokens", "whole numbers with commas between them", VersionOne::bytes));
    }
    return reader.flag("beginsFromPicture") ? BeginFrom.INIT_IMAGE : BeginFrom.NOTHING;
  }

  private static byte[] bytes(String state) {
    if (!STATE.matcher(state).matches()) {
      throw new IllegalArgumentException(state);
    }
    return state.getBytes(StandardCharsets.US_ASCII);
  }

  /** The field of a finished picture's state; empty text where it has none. */
  static String stateField(int pictureNumber) {
    return "picture." + pictureNumber + ".tokens";
  }

  /**
   * What a reader of version 1 misses in an outcome if it is not there. It asked for the job, and
   * shall show its pictures; it says then that they cannot be varied.
   */
  static void addForOldReaders(Map<String, String> fields, int pictureCount) {
    fields.put("tokenGridSide", "0");
    for (int number = 1; number <= pictureCount; number++) {
      fields.put(stateField(number), "");
    }
  }
}
