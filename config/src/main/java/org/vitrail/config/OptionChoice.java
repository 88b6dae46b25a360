package org.vitrail.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of a model's own options whose values are names: which ones people may choose, and which one
 * stands for those who choose none.
 *
 * @param standard for requests that do not choose
 * @param names in the order in which people read them
 */
public record OptionChoice(
    @Key("default") @Allowed("one of names") String standard,
    @Allowed("1 to 50 different words such as [fast, slow], small, beginning with a letter")
        List<String> names)
    implements AllowedValues {
  private static final int MAX_NAMES = 50;

  public OptionChoice {
    Class<OptionChoice> here = OptionChoice.class;
    names = List.copyOf(names);
    boolean isList = Check.within(1, names.size(), MAX_NAMES);
    Check.that(
        isList && new HashSet<>(names).size() == names.size(),
        here,
        "names",
        isList ? names : names.size() + " names");
    for (String name : names) {
      Check.that(isName(name), here, "names", '"' + name + '"');
    }
    Check.that(names.contains(standard), here, "standard", '"' + standard + '"');
  }

  /** One that stands for those who choose none, and all that may be chosen. */
  public static OptionChoice of(String standard, String... names) {
    return new OptionChoice(standard, List.of(names));
  }

  /** A name is no number, so that a value tells which of the two it is. */
  private static boolean isName(String text) {
    return text.matches("[a-z][a-z0-9._-]{0,31}");
  }

  @Override
  public String standardText() {
    return standard;
  }

  @Override
  public boolean allows(String value) {
    return names.contains(value.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean leavesChoice() {
    return names.size() > 1;
  }

  @Override
  public String shown() {
    return String.join("|", names);
  }

  @Override
  public Optional<AllowedValues> common(AllowedValues other) {
    return other.accept(
        new Visitor<>() {
          @Override
          public Optional<AllowedValues> range(OptionRange range) {
            return Optional.empty();
          }

          @Override
          public Optional<AllowedValues> choice(OptionChoice choice) {
            return commonWith(choice);
          }
        });
  }

  private Optional<AllowedValues> commonWith(OptionChoice other) {
    List<String> both = names.stream().filter(other.names::contains).toList();
    return Stream.of(List.of(standard), List.of(other.standard), both)
        .flatMap(List::stream)
        .filter(both::contains)
        .findFirst()
        .map(chosen -> new OptionChoice(chosen, both));
  }

  @Override
  public <T> T accept(Visitor<T> visitor) {
    return visitor.choice(this);
  }
}
