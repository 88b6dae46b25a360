package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.text.TextTokenizer;
import org.vitrail.inference.model.tokens.BarePrompts;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;

/** Tokenizer and transformer with the real weights, against the training code. */
class BundledTransformerTest {
  private static TensorEngine engine;
  private static TextTokenizer tokenizer;
  private static DalleMiniNetwork network;

  @BeforeAll
  static void load() {
    DalleMiniFiles files = BundledGolden.files();
    engine = TensorEngine.start(RunOptions.REFERENCE, 0);
    tokenizer = new TextTokenizer(files.tokenizer());
    network =
        DalleMiniNetwork.read(engine, files.transformerConfig(), files.encoder(), files.decoder());
  }

  @AfterAll
  static void close() {
    network.close();
    tokenizer.close();
    engine.close();
  }

  static List<BundledGolden> prompts() {
    return BundledGolden.all();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void ids_are_those_of_the_training_code(BundledGolden golden) {
    assertThat(tokenizer.encode(golden.prompt())).containsExactly(golden.longs("ids"));
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void encoder_state_and_first_logits_are_those_of_the_training_code(BundledGolden golden) {
    try (TensorScope scope = engine.open()) {
      var state = network.encode(scope, golden.longs("ids"));
      golden.tensor("encoder_row_conditional").matches(state.floats());

      network.joinStates(List.of(state), 1);
      var logits = network.step(scope, new long[] {network.config().startToken()}, new long[] {0});
      network.leave(0);
      golden.tensor("decoder_step0_logits_conditional").matches(logits.floats());
    }
  }

  @ParameterizedTest
  @MethodSource("prompts")
  @Tag("slow")
  void greedy_image_tokens_are_those_of_the_training_code(BundledGolden golden) {
    TokenGrid grid = new TokenGrid(16, 16, network.config().imageVocabularySize(), 0);
    TokenBatch batch =
        new TokenBatch(
            new BarePrompts(grid, tokenizer::encode), network, grid, 1, Optional.empty());
    Request request =
        new Request("a", golden.prompt(), 1, 0, new Tokens(4, 1, 1, 1), Beginning.NOISE);

    int[][] drawn = BarePrompts.draw(batch, request).get("a");

    assertThat(drawn[0])
        .as(Arrays.toString(golden.ints("greedy_image_ids_guidance4")))
        .containsExactly(golden.ints("greedy_image_ids_guidance4"));
  }
}
