package org.vitrail.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The checks that settings records make in their constructors. */
final class Check {
  private Check() {}

  /**
   * @throws SettingsException naming the component's key, the value and what is allowed, unless
   *     {@code holds}
   */
  static void that(boolean holds, Class<? extends Record> owner, String component, Object value) {
    that(holds, owner, component, value, Optional.empty());
  }

  /**
   * @param meant what the value was probably meant to be
   * @throws SettingsException as above, asking whether that was meant
   */
  static void that(
      boolean holds,
      Class<? extends Record> owner,
      String component,
      Object value,
      Optional<String> meant) {
    if (holds) {
      return;
    }
    RecordComponent found =
        Arrays.stream(owner.getRecordComponents())
            .filter(candidate -> candidate.getName().equals(component))
            .findFirst()
            .orElseThrow();
    Object shown = value instanceof Duration duration ? Durations.text(duration) : value;
    String allowed = allowed(found) + meant.map(". Did you mean %s?"::formatted).orElse("");
    throw SettingsException.notAllowed(key(found), shown, allowed);
  }

  static boolean within(long low, long value, long high) {
    return low <= value && value <= high;
  }

  static boolean within(Duration low, Duration value, Duration high) {
    return low.compareTo(value) <= 0 && value.compareTo(high) <= 0;
  }

  /** The component's name in YAML. */
  static String key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null ? component.getName() : key.value();
  }

  /** What the component may be: its own words, else what follows from its type. */
  static String allowed(RecordComponent component) {
    Allowed allowed = component.getAnnotation(Allowed.class);
    if (allowed != null) {
      return allowed.value();
    }
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Check::word)
          .collect(Collectors.joining(", "));
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == int.class) {
      return "a whole number";
    }
    if (type.isRecord()) {
      return "its keys, indented below it";
    }
    return "a text";
  }

  /** An enum constant as written in YAML: {@code DALLE_MINI} is {@code dalle-mini}. */
  static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
