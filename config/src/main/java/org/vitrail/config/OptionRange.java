package org.vitrail.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of a model's own options: which numbers people may choose, and which one stands for those who
 * choose none.
 *
 * @param standard for requests that do not choose
 * @param min the least number that is allowed; otherwise
 * @param above a number that all allowed ones are above
 * @param max the largest number that is allowed
 * @param whole whether only whole numbers are allowed; absent for any number
 */
public record OptionRange(
    @Key("default") @Allowed("a number from min to max") BigDecimal standard,
    @Allowed("a number up to max, or in its place above") Optional<BigDecimal> min,
    @Allowed("a number below max, or in its place min") Optional<BigDecimal> above,
    @Allowed("a number of at least min") BigDecimal max,
    @Allowed("true where only whole numbers are allowed") Optional<Boolean> whole)
    implements AllowedValues {
  public OptionRange {
    Class<OptionRange> here = OptionRange.class;
    Check.that(
        min.isPresent() != above.isPresent(),
        here,
        "min",
        min.isPresent() ? min.get() + " beside above" : "an absent number");
    Check.that(isIn(max, min, above, max), here, "max", max);
    Check.that(isIn(standard, min, above, max), here, "standard", standard);
    if (whole.orElse(false)) {
      Check.that(isWhole(standard), here, "standard", standard + " with whole: true");
      Check.that(min.filter(OptionRange::isWhole).isPresent(), here, "min", "a fraction");
      Check.that(isWhole(max), here, "max", max + " with whole: true");
    }
  }

  /** An option of whole numbers. */
  public static OptionRange whole(int standard, int min, int max) {
    return new OptionRange(
        BigDecimal.valueOf(standard),
        Optional.of(BigDecimal.valueOf(min)),
        Optional.empty(),
        BigDecimal.valueOf(max),
        Optional.of(true));
  }

  /** An option of any numbers. */
  public static OptionRange from(String standard, String min, String max) {
    return new OptionRange(
        new BigDecimal(standard),
        Optional.of(new BigDecimal(min)),
        Optional.empty(),
        new BigDecimal(max),
        Optional.empty());
  }

  /** An option of numbers above another. */
  public static OptionRange above(String standard, String above, String max) {
    return new OptionRange(
        new BigDecimal(standard),
        Optional.empty(),
        Optional.of(new BigDecimal(above)),
        new BigDecimal(max),
        Optional.empty());
  }

  public boolean isWhole() {
    return whole.orElse(false);
  }

  @Override
  public String standardText() {
    return standard.toPlainString();
  }

  @Override
  public boolean leavesChoice() {
    return low().compareTo(max) < 0;
  }

  @Override
  public String shown() {
    return low().toPlainString() + "–" + max.toPlainString();
  }

  @Override
  public boolean allows(String value) {
    try {
      return allows(new BigDecimal(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public Optional<AllowedValues> common(AllowedValues other) {
    return other.accept(
        new Visitor<>() {
          @Override
          public Optional<AllowedValues> range(OptionRange range) {
            return within(range).map(it -> it);
          }

          @Override
          public Optional<AllowedValues> choice(OptionChoice choice) {
            return Optional.empty();
          }
        });
  }

  @Override
  public <T> T accept(Visitor<T> visitor) {
    return visitor.range(this);
  }

  /** Whether people may choose the number. */
  public boolean allows(BigDecimal number) {
    return isIn(number, min, above, max) && (!isWhole() || isWhole(number));
  }

  /**
   * The numbers that both allow, with the number of this one for those who choose none, as far as
   * the other allows it; empty where there is no such number.
   */
  public Optional<OptionRange> within(OptionRange other) {
    int order = low().compareTo(other.low());
    OptionRange tighter = order > 0 || order == 0 && above.isPresent() ? this : other;
    boolean isWholeOnly = isWhole() || other.isWhole();
    BigDecimal most = isWholeOnly ? floor(max.min(other.max)) : max.min(other.max);
    Optional<BigDecimal> least = isWholeOnly ? Optional.of(tighter.leastWhole()) : tighter.min;
    Optional<BigDecimal> bound = isWholeOnly ? Optional.empty() : tighter.above;
    if (!isIn(most, least, bound, most)) {
      return Optional.empty();
    }
    BigDecimal nearest = least.map(it -> it.max(standard.min(most))).orElse(most);
    BigDecimal chosen =
        Stream.of(standard, other.standard, nearest)
            .filter(it -> isIn(it, least, bound, most) && (!isWholeOnly || isWhole(it)))
            .findFirst()
            .orElse(most);
    return Optional.of(
        new OptionRange(
            chosen, least, bound, most, isWholeOnly ? Optional.of(true) : Optional.empty()));
  }

  private static BigDecimal floor(BigDecimal number) {
    return number.setScale(0, RoundingMode.FLOOR);
  }

  /** The least number that is allowed, or the one that all allowed ones are above. */
  public BigDecimal low() {
    return min.or(() -> above).orElseThrow();
  }

  private BigDecimal leastWhole() {
    return above
        .map(it -> floor(it).add(BigDecimal.ONE))
        .orElseGet(() -> low().setScale(0, RoundingMode.CEILING));
  }

  private static boolean isIn(
      BigDecimal number, Optional<BigDecimal> min, Optional<BigDecimal> above, BigDecimal max) {
    return min.map(least -> number.compareTo(least) >= 0).orElse(true)
        && above.map(bound -> number.compareTo(bound) > 0).orElse(true)
        && number.compareTo(max) <= 0;
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
