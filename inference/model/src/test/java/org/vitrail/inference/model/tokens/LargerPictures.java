package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.inference.model.AspectRatio;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.tensor.TensorScope;

/** Draws what is wider or higher than a network's own pictures again, in the plainest way. */
public final class LargerPictures {
  private LargerPictures() {}

  /**
   * A request for two pictures.
   *
   * @param beginning the first of their tokens; empty for none
   */
  public static Request request(
      String prompt, float guidance, String aspect, Optional<int[]> beginning) {
    Tokens options =
        new Tokens(
            guidance, .5f, 0, 1, RandomSource.GUMBEL, OptionalInt.empty(), AspectRatio.of(aspect));
    return new Request(
        aspect,
        prompt,
        2,
        11,
        options,
        beginning
            .<Beginning>map(tokens -> new Beginning.Relative(TokenState.of(tokens)))
            .orElse(Beginning.NOISE));
  }

  /**
   * At each place of the window, all that is in it is read token by token, from an empty network
   * on; what was not drawn at the places before comes of the logits and of the cell's own noise.
   */
  public static void assertDrawnWindowByWindow(
      TokenNetwork network, BarePrompts prompts, Request request) {
    TokenGrid window = prompts.grid();
    TokenBatch batch = new TokenBatch(prompts, network, window, 2, Optional.empty());
    int[][] drawn = BarePrompts.draw(batch, request).get(request.id());
    TokenPrompt prompt = prompts.prompt(request);
    TokenGrid picture = window.shaped(prompt.options().aspect());
    SlidingWindow path = new SlidingWindow(picture, window);
    TokenSampler sampler = new TokenSampler(window.codeCount(), prompts.candidates());
    boolean[] known = new boolean[picture.cellCount()];

    for (int place = 0; place < path.placeCount(); place++) {
      network.clear();
      network.join(prompt.conditions(), 2);
      for (int at = 0; at < window.cellCount(); at++) {
        int cell = path.cell(place, at);
        float[] logits = read(network, prompt.conditions(), path, place, at, drawn);
        int stride = logits.length / (2 * prompt.conditions().size());
        for (int image = 0; image < 2 && !known[cell]; image++) {
          int with = image * stride + window.firstCode();
          int without = with + (prompt.conditions().size() - 1) * 2 * stride;
          float[] guided = sampler.guide(logits, with, without, prompt.options().guidance());
          GumbelNoise noise = new GumbelNoise(request.seed(), image);
          int expected =
              prompt.given().isGiven(cell)
                  ? prompt.given().token(cell)
                  : sampler.draw(guided, prompt.options(), noise, cell);
          assertThat(drawn[image][cell])
              .as("picture %d, place %d, cell %d", image, place, cell)
              .isEqualTo(expected);
        }
        known[cell] = true;
      }
    }
    network.clear();
    assertThat(known).doesNotContain(false);
  }

  private static float[] read(
      TokenNetwork network,
      List<long[]> conditions,
      SlidingWindow path,
      int place,
      int at,
      int[][] drawn) {
    long[] last = new long[2 * conditions.size()];
    for (int row = 0; row < last.length; row++) {
      last[row] = at == 0 ? network.startToken() : drawn[row % 2][path.cell(place, at - 1)];
    }
    try (TensorScope scope = network.open()) {
      return network.step(scope, last, new long[] {at}).floats();
    }
  }
}
