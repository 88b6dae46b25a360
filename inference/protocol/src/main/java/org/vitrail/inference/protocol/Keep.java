package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a job keeps of the picture that it begins from, as people say it: {@code up}, {@code up 12},
 * {@code up 8 left 30%}, {@code border 4}. A number counts the cells that the model draws, a share
 * is of the picture's height or width and means the same to every model. A side alone keeps half of
 * the picture, and a quarter where the side across from it is kept, too, as it is with a border.
 *
 * @param sides how much of each is kept; {@link Side#BORDER} is for those that are not named
 */
public record Keep(Map<Side, Amount> sides) {
  private static final Pattern BETWEEN = Pattern.compile("[\\s,:]+");
  private static final Pattern AMOUNT = Pattern.compile("[+-]?\\d+([.,]\\d+)?%?");
  private static final Amount HALF = new Amount(50, true);
  private static final Amount QUARTER = new Amount(25, true);

  /** Where something is kept. */
  public enum Side {
    UP,
    DOWN,
    LEFT,
    RIGHT,
    /** All around. */
    BORDER;

    /** As it is typed. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Side> of(String word) {
      return Arrays.stream(values()).filter(side -> side.word().equals(word)).findFirst();
    }

    private Side across() {
      return switch (this) {
        case UP -> DOWN;
        case DOWN -> UP;
        case LEFT -> RIGHT;
        case RIGHT -> LEFT;
        case BORDER -> BORDER;
      };
    }
  }

  /**
   * How much of a side.
   *
   * @param isShare whether the number is percent of the picture rather than cells
   */
  public record Amount(int number, boolean isShare) {
    /**
     * @throws IllegalArgumentException naming what is not allowed
     */
    public Amount {
      Require.between(isShare ? "keep.share" : "keep.cells", number, 1, isShare ? 99 : 9999);
    }

    /** Whole cells of a row or column of so many: at least one, and of a share no more than it. */
    int cells(int length) {
      return isShare ? Math.max(1, length * number / 100) : number;
    }

    private String text() {
      return number + (isShare ? "%" : "");
    }

    private static Amount of(String text) {
      boolean isShare = text.endsWith("%");
      return new Amount(
          Integer.parseInt(isShare ? text.substring(0, text.length() - 1) : text), isShare);
    }
  }

  /** What is kept of a picture, in rows and columns of its cells; 0 for nothing. */
  public record Cells(int up, int down, int left, int right) {}

  /**
   * @throws IllegalArgumentException if no side is kept
   */
  public Keep {
    if (sides.isEmpty()) {
      throw Require.broken("keep", "nothing", "a side");
    }
    sides = Collections.unmodifiableMap(new EnumMap<>(sides));
  }

  /**
   * Reads what somebody typed, or what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if that is no side, or one that is given twice, or an amount
   *     that no picture has
   */
  public static Keep read(String text) {
    Map<Side, Optional<Amount>> typed = new EnumMap<>(Side.class);
    List<String> words = words(text);
    for (int at = 0; at < words.size(); at++) {
      Side side = Side.of(words.get(at)).orElseThrow(() -> new IllegalArgumentException(text));
      boolean hasAmount = at + 1 < words.size() && isAmount(words.get(at + 1));
      Optional<Amount> amount =
          hasAmount ? Optional.of(Amount.of(words.get(++at))) : Optional.empty();
      if (typed.put(side, amount) != null) {
        throw Require.broken("keep", text, "each side once");
      }
    }
    Map<Side, Amount> sides = new EnumMap<>(Side.class);
    typed.forEach(
        (side, amount) -> sides.put(side, amount.orElseGet(() -> usual(side, typed.keySet()))));
    return new Keep(sides);
  }

  private static Amount usual(Side side, Set<Side> typed) {
    return typed.contains(side.across()) || typed.contains(Side.BORDER) ? QUARTER : HALF;
  }

  /** Whether a word that stands behind such a text belongs to it: {@code 12} to {@code up}. */
  public static boolean goesOn(String text, String next) {
    List<String> more = words(next);
    if (more.isEmpty()) {
      return false;
    }
    List<String> words = new ArrayList<>(words(text));
    for (String word : more) {
      boolean isBehindSide = !words.isEmpty() && Side.of(words.get(words.size() - 1)).isPresent();
      if (Side.of(word).isEmpty() && !(isBehindSide && isAmount(word))) {
        return false;
      }
      words.add(word);
    }
    return true;
  }

  private static List<String> words(String text) {
    return Arrays.stream(BETWEEN.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean isAmount(String word) {
    return AMOUNT.matcher(word).matches();
  }

  /** The same text for the same meaning: {@code up 12 left 30%}. */
  public String text() {
    return sides.entrySet().stream()
        .map(side -> side.getKey().word() + " " + side.getValue().text())
        .collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return text();
  }

  /** What that is of a picture of so many cells; empty if it would leave nothing to draw. */
  public Optional<Cells> on(int columns, int rows) {
    Cells kept =
        new Cells(
            cells(Side.UP, rows),
            cells(Side.DOWN, rows),
            cells(Side.LEFT, columns),
            cells(Side.RIGHT, columns));
    boolean leavesSomething = kept.up + kept.down < rows && kept.left + kept.right < columns;
    return leavesSomething ? Optional.of(kept) : Optional.empty();
  }

  private int cells(Side side, int length) {
    Amount amount = sides.getOrDefault(side, sides.get(Side.BORDER));
    return amount == null ? 0 : amount.cells(length);
  }
}
