package org.vitrail.deploy.standalone;

import java.math.BigDecimal;
import java.util.Optional;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.model.ModelOption;

/** What a model's options may be, said in the catalogue's form and in the model's. */
final class OptionValues {
  private OptionValues() {}

  /**
   * A model's own option as far as its entry in the catalogue lets people choose it; empty where
   * the two have nothing in common.
   */
  static Optional<ModelOption> within(ModelOption own, AllowedValues entry) {
    return entry.common(of(own)).map(both -> option(own.name(), both));
  }

  /** As entries of the catalogue have it. */
  static AllowedValues of(ModelOption own) {
    return own.accept(
        new ModelOption.Visitor<AllowedValues>() {
          @Override
          public AllowedValues range(ModelOption.Range range) {
            return new OptionRange(
                BigDecimal.valueOf(range.standard()),
                Optional.of(BigDecimal.valueOf(range.min())),
                Optional.empty(),
                BigDecimal.valueOf(range.max()),
                range.isWhole() ? Optional.of(true) : Optional.empty());
          }

          @Override
          public AllowedValues choice(ModelOption.Choice choice) {
            return new OptionChoice(choice.standard(), choice.names());
          }
        });
  }

  private static ModelOption option(String name, AllowedValues values) {
    return values.accept(
        new AllowedValues.Visitor<ModelOption>() {
          @Override
          public ModelOption range(OptionRange range) {
            return new ModelOption.Range(
                name,
                range.standard().doubleValue(),
                range.low().doubleValue(),
                range.max().doubleValue(),
                range.isWhole());
          }

          @Override
          public ModelOption choice(OptionChoice choice) {
            return ModelOption.choice(name, choice.standard(), choice.names());
          }
        });
  }
}
