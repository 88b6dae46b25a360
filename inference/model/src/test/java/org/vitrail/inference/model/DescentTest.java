package org.vitrail.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.Descent.CutMethod;
import org.vitrail.inference.model.Descent.OptimiserKind;
import org.vitrail.inference.model.Descent.PullTowards;

class DescentTest {
  @Test
  void a_preset_sets_all_and_what_is_named_besides_replaces_its_own() {
    Descent crowson = Descent.of(Map.of("preset", "crowson", "cuts", "16"));

    assertThat(crowson.cutouts()).isEqualTo(new Descent.Cutouts(16, 1, CutMethod.ORIGINAL));
    assertThat(crowson.step()).isEqualTo(new Descent.Step(OptimiserKind.ADAM, .05f));
    assertThat(crowson.pull().towards()).isEqualTo(PullTowards.START);
    assertThat(Descent.of(Map.of())).isEqualTo(Descent.Preset.NERDYRODENT.options());
  }

  @Test
  void who_names_every_option_as_it_is_offered_has_the_presets_own() {
    Map<String, String> offered = new HashMap<>();
    Descent.choices()
        .forEach(
            option ->
                offered.put(
                    option.name(),
                    option.accept(
                        new ModelOption.Visitor<String>() {
                          @Override
                          public String range(ModelOption.Range range) {
                            return range.isWhole()
                                ? Integer.toString((int) range.standard())
                                : Double.toString(range.standard());
                          }

                          @Override
                          public String choice(ModelOption.Choice choice) {
                            return choice.standard();
                          }
                        })));
    for (Descent.Preset preset : Descent.Preset.values()) {
      offered.put("preset", preset.toString());
      offered.put("iterations", "500");
      Descent chosen = Descent.of(offered);

      assertThat(chosen.cutouts()).isEqualTo(preset.options().cutouts());
      assertThat(chosen.step()).isEqualTo(preset.options().step());
      assertThat(chosen.pull()).isEqualTo(preset.options().pull());
    }
  }

  @Test
  void the_same_can_be_drawn_again_by_the_names_that_it_tells() {
    Descent all =
        Descent.of(
            Map.ofEntries(
                Map.entry("preset", "crowson"),
                Map.entry("iterations", "-1"),
                Map.entry("every", "7"),
                Map.entry("width", "320"),
                Map.entry("height", "256"),
                Map.entry("cuts", "9"),
                Map.entry("cut-power", ".5"),
                Map.entry("cut-method", "latest"),
                Map.entry("optimiser", "RAdam"),
                Map.entry("learning-rate", ".2"),
                Map.entry("init-weight", "1.5"),
                Map.entry("init-pull", "zero"),
                Map.entry("variation", "3"),
                Map.entry("noise-weight", "-.5"),
                Map.entry("noise-seed", "12"),
                Map.entry("init-noise", "gradient"),
                Map.entry("change-every", "40"),
                Map.entry("zoom", "1.02"),
                Map.entry("zoom-x", "-3"),
                Map.entry("zoom-y", "4")));

    assertThat(Descent.of(all.named())).isEqualTo(all);
    assertThat(all.length().most()).isEqualTo(Descent.MOST_ITERATIONS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iterations|0|iterations: 0 is not allowed; give 1 to 10000, or -1 until it is stopped.",
        "iterations|10001|iterations: 10001 is not allowed; give 1 to 10000, or -1 until it is stopped.",
        "iterations|many|iterations: many is no such number.",
        "every|0|every: 0 is not allowed; give 1 to 1000.",
        "width|4096|width: 4096 is not allowed; give 0 (its own) to 2048.",
        "height|-1|height: -1 is not allowed; give 0 (its own) to 2048.",
        "cuts|300|cuts: 300 is not allowed; give 1 to 256.",
        "cut-power|-1|cut-power: -1.0 is not allowed; give above 0, up to 16.",
        "learning-rate|nan|learning-rate: nan is no such number.",
        "learning-rate|NaN|learning-rate: NaN is not allowed; give above 0, up to 10.",
        "init-weight|-2|init-weight: -2.0 is not allowed; give 0 to 100.",
        "optimiser|adamax|optimiser: adamax is not allowed; give adam or adamw or radam or adagrad or rmsprop.",
        "optimiser|DiffGrad|optimiser: DiffGrad is not allowed; give adam or adamw or radam or adagrad or rmsprop.",
        "preset|katherine|preset: katherine is not allowed; give crowson or nerdyrodent.",
        "guidance|3|guidance: this model has no such option."
      })
  void what_is_not_allowed_is_refused_by_name(String name, String value, String sentence) {
    assertThatThrownBy(() -> Descent.of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence.strip());
  }

  @Test
  void a_model_is_given_its_own_kind_of_options_alone() {
    DrawOptions tokens = new DrawOptions.Tokens(1, 1, 0, 1);
    DrawOptions descent = Descent.of(Map.of());

    assertThat(tokens.tokens()).isSameAs(tokens);
    assertThat(descent.descent()).isSameAs(descent);
    assertThatThrownBy(tokens::descent)
        .hasMessage("options: those of image tokens are not allowed; this model draws by descent.");
    assertThatThrownBy(descent::tokens)
        .hasMessage("options: those of a descent are not allowed; this model draws image tokens.");
  }
}
