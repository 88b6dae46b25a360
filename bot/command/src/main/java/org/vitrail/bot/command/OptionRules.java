package org.vitrail.bot.command;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.Messages;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.AspectRatio;

/** What people may choose of a model's own options, as its entry in the catalogue says. */
public final class OptionRules {
  private static final AllowedValues.Visitor<List<String>> NAMES =
      new AllowedValues.Visitor<>() {
        @Override
        public List<String> range(OptionRange range) {
          return List.of();
        }

        @Override
        public List<String> choice(OptionChoice choice) {
          return choice.names();
        }
      };

  private final Messages messages;

  public OptionRules(Messages messages) {
    this.messages = messages;
  }

  /**
   * The sentence about the first value that the model does not allow; empty when it allows all.
   *
   * @param chosen by the options' names
   */
  public Optional<Sentence> mistake(ModelMenu.Item model, Map<String, String> chosen) {
    return chosen.entrySet().stream()
        .filter(option -> !isAllowed(model, option.getKey(), option.getValue()))
        .map(option -> notAllowed(model, option.getKey(), option.getValue()))
        .findFirst();
  }

  private static boolean isAllowed(ModelMenu.Item model, String name, String value) {
    if (name.equals(AspectRatio.OPTION)) {
      return model.takes(name);
    }
    if (name.equals(ImagineOption.CODEC.word())) {
      return model.takes(name);
    }
    AllowedValues values = model.options().get(name);
    return values != null && values.allows(value);
  }

  /** The names that an option may be; none for what is no such option or takes numbers. */
  static List<String> names(ModelMenu.Item model, String name) {
    return Optional.ofNullable(model.options().get(name))
        .map(values -> values.accept(NAMES))
        .orElse(List.of());
  }

  /** "--guidance 51 is not allowed; …", or that the model has no such option. */
  Sentence notAllowed(ModelMenu.Item model, String name, String value) {
    if (name.equals(AspectRatio.OPTION)) {
      return say("mistake.squares-alone", model.id());
    }
    if (model.options().containsKey(name)) {
      return say("mistake.value", "--" + name, value, allowed(model, name));
    }
    String own =
        model.options().keySet().stream().map("--"::concat).collect(Collectors.joining(", "));
    return own.isEmpty()
        ? say("mistake.model-without-options", "--" + name, model.id())
        : say("mistake.model-option", "--" + name, model.id(), own);
  }

  /** What a value may be, as the end of a sentence: "a number from 0 to 50"; nothing for none. */
  Sentence allowed(ModelMenu.Item model, String name) {
    AllowedValues values = model.options().get(name);
    return values == null ? locale -> "" : values.accept(new Wording(name));
  }

  private final class Wording implements AllowedValues.Visitor<Sentence> {
    private final String name;

    Wording(String name) {
      this.name = name;
    }

    @Override
    public Sentence range(OptionRange range) {
      return numbers(name, range);
    }

    @Override
    public Sentence choice(OptionChoice choice) {
      return say("range.names", String.join(", ", choice.names()));
    }
  }

  private Sentence numbers(String name, OptionRange range) {
    String number = range.above().isPresent() ? "range.above" : "range.number";
    BigDecimal low = range.min().or(range::above).orElseThrow();
    return say(
        range.isWhole() ? "range.whole" : number, low(name, low), range.max().toPlainString());
  }

  /** With what it stands for where that is no amount, as "0 (all pieces)". */
  private Object low(String name, BigDecimal low) {
    String zero = "option." + name + ".zero";
    return low.signum() == 0 && messages.has(zero) ? say(zero) : low.toPlainString();
  }

  private Sentence say(String key, Object... values) {
    return Sentence.of(messages, key, values);
  }
}
