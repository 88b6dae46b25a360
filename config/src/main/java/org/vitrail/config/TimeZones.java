package org.vitrail.config;

import java.text.DateFormatSymbols;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Names of time zones as people write them. */
public final class TimeZones {
  private TimeZones() {}

  /** Whether Java takes the name as it stands. */
  public static boolean isKnown(String name) {
    try {
      return ZoneId.of(name) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /**
   * The zone that was probably meant: written in other case ({@code europe/berlin}), the city alone
   * ({@code New York}), what clocks there are said to show ({@code CEST}), or a mistyped name. An
   * abbreviation that several places share is that of the place which its long name says ("Moscow
   * Standard Time"), else of the first that the JDK lists.
   */
  public static Optional<String> meant(String typed) {
    Set<String> all = ZoneId.getAvailableZoneIds();
    String name = typed.strip().replace(' ', '_');
    return first(all, id -> id.equalsIgnoreCase(name))
        .or(() -> first(all, id -> isOfContinent(id) && city(id).equalsIgnoreCase(name)))
        .or(() -> abbreviated(name))
        .or(() -> Nearest.to(name, all));
  }

  private static Optional<String> first(Set<String> all, Predicate<String> condition) {
    return all.stream().filter(condition).sorted().findFirst();
  }

  /** Leaves out names of old, such as Japan and US/Eastern. */
  private static boolean isOfContinent(String id) {
    return id.matches("(Africa|America|Asia|Australia|Europe)/.*");
  }

  private static String city(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static Optional<String> abbreviated(String name) {
    List<String[]> sharing =
        Arrays.stream(DateFormatSymbols.getInstance(Locale.ENGLISH).getZoneStrings())
            .filter(zone -> name.equalsIgnoreCase(zone[2]) || name.equalsIgnoreCase(zone[4]))
            .toList();
    return sharing.stream()
        .filter(zone -> isOfContinent(zone[0]) && zone[1].contains(city(zone[0])))
        .findFirst()
        .or(() -> sharing.stream().findFirst())
        .map(zone -> zone[0]);
  }
}
