package org.vitrail.inference.model.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/** The program that draws on a GPU, run on the processor. */
class DeviceSamplerTest {
  private static final int VOCABULARY = 300;

  /** What lies before the codes and behind them is never drawn. */
  private static final int FIRST = 7;

  private static final int WIDTH = FIRST + VOCABULARY + 1;
  private static final TokenGrid GRID = new TokenGrid(16, 16, VOCABULARY, FIRST);

  private static TensorEngine engine;
  private static DeviceSampler device;

  @BeforeContainer
  static void load() {
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    device = DeviceSampler.on(engine, GRID);
  }

  @AfterContainer
  static void close() {
    device.close();
    engine.close();
  }

  @Property(tries = 200)
  void it_draws_the_tokens_that_the_processors_sampler_draws(
      @ForAll Random random, @ForAll CandidateRule rule, @ForAll boolean equals) {
    int pictures = 1 + random.nextInt(4);
    float[] logits = new float[2 * pictures * WIDTH];
    for (int i = 0; i < logits.length; i++) {
      float logit = (float) random.nextGaussian() * 4;
      // Few different ones, as bf16 gives.
      logits[i] = equals ? Math.round(logit) : logit;
    }
    List<NextToken> draws = new ArrayList<>();
    for (int picture = 0; picture < pictures; picture++) {
      TokenSequence drawing = drawing(random.nextLong(), sampling(random), random.nextInt(256));
      draws.add(new NextToken(drawing, 0, picture, pictures + picture));
    }

    long[] tokens = draw(logits, draws, rule);
    float[] likelihoods = likelihoods(logits, draws, tokens);

    TokenSampler sampler = new TokenSampler(VOCABULARY, rule);
    for (int i = 0; i < pictures; i++) {
      NextToken draw = draws.get(i);
      float[] guided =
          sampler.guide(
              logits,
              draw.conditionalRow() * WIDTH + FIRST,
              draw.unconditionalRow() * WIDTH + FIRST,
              draw.options().guidance());
      assertThat(tokens[i])
          .as("%s %s", rule, draw.options())
          .isEqualTo(sampler.draw(guided, draw.options(), draw.noise(), draw.cell()));
      assertThat(likelihoods[i])
          .isCloseTo(TokenSampler.likelihood(guided, (int) tokens[i]), within(1e-4f));
    }
  }

  @Example
  void logits_that_are_no_numbers_draw_no_token() {
    float[] logits = new float[2 * WIDTH];
    logits[FIRST + 7] = Float.NaN;
    List<NextToken> draws =
        List.of(
            new NextToken(drawing(1, new Tokens(3, 1, 5, 1), 0), 0, 0, 1),
            new NextToken(drawing(1, new Tokens(3, 0, 5, 1), 0), 0, 1, 1));

    long[] tokens = draw(logits, draws, CandidateRule.EQUALS);

    assertThat(tokens[0]).isEqualTo(-1);
    assertThat(tokens[1]).isNotNegative();
    assertThat(draw(logits, draws, CandidateRule.RANKS)).isEqualTo(tokens);
  }

  private static TokenSequence drawing(long seed, Tokens sampling, int position) {
    Request request = new Request("r", "", 1, seed, sampling, Beginning.NOISE);
    TokenPrompt prompt =
        TokenPrompt.guided(new long[] {0}, new long[] {0}, sampling, GivenCells.none(GRID));
    TokenSequence drawing = new TokenSequence(request, prompt, GRID, 0);
    for (int i = 0; i < position; i++) {
      drawing.advance();
    }
    return drawing;
  }

  private static Tokens sampling(Random random) {
    float temperature = random.nextInt(5) == 0 ? 0 : random.nextFloat() * 3;
    int topK = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(VOCABULARY + 9);
    float topP = random.nextBoolean() ? 1 : 1 - random.nextFloat() * .999f;
    return new Tokens(random.nextFloat() * 10, temperature, topK, topP);
  }

  private static float[] likelihoods(float[] logits, List<NextToken> draws, long[] tokens) {
    try (TensorScope scope = engine.open()) {
      Tensor rows = scope.floats(logits, logits.length / WIDTH, WIDTH);
      DeviceSampler.Prepared step = device.prepare(scope, draws, CandidateRule.EQUALS);
      return device.likelihoods(scope, rows, step, tokens);
    }
  }

  private static long[] draw(float[] logits, List<NextToken> draws, CandidateRule rule) {
    try (TensorScope scope = engine.open()) {
      Tensor rows = scope.floats(logits, logits.length / WIDTH, WIDTH);
      return device.draw(scope, rows, device.prepare(scope, draws, rule));
    }
  }
}
