package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CaptionedState;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.PictureOptions;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Score;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.image.ReproductionCard;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The whole pipeline with the bundled weights; what holds whatever they are is shown with a network
 * that is as quick as it is untrained.
 */
@Tag("slow")
class DalleMiniModelTest {
  private static final Tokens SAMPLING = new Tokens(2, .7f, 64, 1);

  private static final Tokens VARIED =
      new Tokens(2, .7f, 64, 1, RandomSource.GUMBEL, OptionalInt.empty(), PictureOptions.VARIED);

  private static final int[] APPLE = BundledGolden.all().get(0).ints("greedy_image_ids_guidance4");

  /** Most of a red apple. To draw the rest takes a quarter of the time, over the same cache. */
  private static final Beginning GIVEN = kept(Arrays.copyOf(APPLE, 192));

  /** All of it but the last row. */
  private static final Beginning NEARLY_DONE = kept(Arrays.copyOf(APPLE, 240));

  private static DalleMiniModel model;
  private static DalleMiniModel tiny;

  @BeforeAll
  static void open() {
    model = DalleMiniModel.open(BundledGolden.files(), RunOptions.AUTO);
    tiny = DalleMiniModel.open(new DalleMiniFiles(TinyModel.files("tiny")), RunOptions.AUTO);
  }

  @AfterAll
  static void close() {
    model.close();
    tiny.close();
  }

  @Test
  void a_model_says_what_it_is() {
    ModelFacts facts = model.facts();
    assertThat(facts.id()).isEqualTo("bundled");
    assertThat(facts.family()).isEqualTo("dalle-mini");
    assertThat(facts.width()).isEqualTo(128);
    assertThat(facts.height()).isEqualTo(128);
    assertThat(facts.steps()).isEqualTo(256);
    assertThat(facts.abilities())
        .containsExactlyInAnyOrder(Ability.INIT_IMAGE, Ability.KEEP, Ability.VARY, Ability.ASPECT);
    assertThat(facts.cells()).contains(new ModelFacts.Cells(16, 16));
    assertThat(model.runsOn()).matches("(cpu|cuda), \\w+_(f32|bf16|f16|int8)");
    assertThat(facts.weightsHash()).isEqualTo(WeightsHash.ofFiles(BundledGolden.files().weights()));
  }

  @Test
  void the_same_seed_makes_the_same_file_and_another_seed_another() {
    byte[] png = png(7);

    assertThat(png(7)).isEqualTo(png);
    assertThat(png(8)).isNotEqualTo(png);
  }

  @Test
  void pictures_are_ranked_best_first_and_keep_their_index_and_state() {
    Drawn drawn = draw(List.of(begun("a", "a red apple", 4, 3))).get("a");
    List<PipelineStage> stages = new ArrayList<>();

    List<RankedPicture> ranked = model.finish(drawn, stages::add);

    assertThat(stages).containsExactly(PipelineStage.values());
    assertThat(ranked)
        .isSortedAccordingTo(Comparator.comparing(RankedPicture::score, Score.BEST_FIRST));
    assertThat(ranked).extracting(RankedPicture::imageIndex).containsExactlyInAnyOrder(0, 1, 2, 3);
    float[] scores = scores("a red apple", drawn.pictures());
    assertThat(ranked)
        .allSatisfy(
            picture -> {
              assertThat(picture.state()).isEqualTo(drawn.states().get(picture.imageIndex()));
              assertThat(picture.score().by()).isEqualTo(Ranking.CLARITY);
              assertThat(picture.score().value())
                  .isLessThan(scores[picture.imageIndex()])
                  .isLessThanOrEqualTo(1);
              assertThat(picture.pixels().width()).isEqualTo(512);
              assertThat(picture.pixels().height()).isEqualTo(512);
            });
  }

  @Test
  void how_sure_the_network_was_depends_on_nobody_drawn_beside() {
    Request request = begun("a", "a red apple", 2, 3);
    Request other = begun("b", "a blue cat", 3, 4);

    float[] alone = draw(List.of(request)).get("a").likelihoods().orElseThrow();
    float[] beside = draw(List.of(other, request)).get("a").likelihoods().orElseThrow();

    assertThat(alone).hasSize(2);
    assertThat(alone[0]).isNegative();
    assertThat(beside).containsExactly(alone, within(1e-4f));
  }

  @Test
  void the_pictures_of_a_plain_prompt_are_drawn_as_phrases_of_their_own() {
    Request varied = new Request("v", "banana", 2, 7, VARIED, Beginning.NOISE);
    Request same = new Request("s", "banana", 2, 7, SAMPLING, Beginning.NOISE);

    Map<String, Drawn> drawn = draw(tiny.newBatch(4), List.of(varied, same));

    Drawn phrases = drawn.get("v");
    assertThat(phrases.captions()).doesNotHaveDuplicates().startsWith("banana");
    assertThat(drawn.get("s").captions()).containsOnly("banana");
    assertThat(tokens(phrases, 0)).isEqualTo(tokens(drawn.get("s"), 0));
    assertThat(tokens(phrases, 1)).isNotEqualTo(tokens(drawn.get("s"), 1));
    assertThat(tiny.finish(phrases, stage -> {}))
        .allSatisfy(
            it -> assertThat(it.caption()).isEqualTo(phrases.captions().get(it.imageIndex())));
  }

  @Test
  void what_begins_like_a_picture_is_drawn_as_that_was_as_long_as_the_prompt_is_the_same() {
    byte[] tokens = TokenState.of(APPLE);
    byte[] state =
        CaptionedState.of("an apple", List.of("a cartoon of an apple"), List.of(tokens)).get(0);
    Beginning like = new Beginning.Relative(state);

    Request same = new Request("s", "an apple", 2, 7, VARIED, like);
    Request other = new Request("o", "a pear", 2, 7, VARIED, like);

    assertThat(model.captions(same)).containsOnly("a cartoon of an apple");
    assertThat(model.captions(other)).containsOnly("a pear");
    assertThat(CaptionedState.of("an apple", List.of("an apple"), List.of(tokens)))
        .containsExactly(tokens);
    Drawn drawn = draw(tiny.newBatch(2), List.of(same)).get("s");
    assertThat(tokens(drawn, 0)).startsWith(Arrays.copyOf(APPLE, 128));
    assertThat(tiny.captions(new Request("a", "an apple", 1, 7, VARIED, relative(drawn))))
        .containsExactly("a cartoon of an apple");
  }

  @Test
  void words_are_drawn_as_typed_for_who_asks_for_it() {
    Tokens literal = model.drawOptions(Map.of("literal", "on", "variety", "off")).tokens();

    assertThat(model.captions(new Request("a", "a pumpkin", 2, 7, literal, Beginning.NOISE)))
        .containsOnly("a pumpkin");
    assertThat(model.captions(new Request("a", "a pumpkin", 1, 7, SAMPLING, Beginning.NOISE)))
        .containsOnly("a halloween pumpkin");
    assertThatThrownBy(() -> model.drawOptions(Map.of("variety", "some")))
        .hasMessageContainingAll("variety", "some", "on, off");
  }

  private static Beginning relative(Drawn drawn) {
    return new Beginning.Relative(drawn.states().get(0));
  }

  /** Without its caption, if its state has one. */
  private static int[] tokens(Drawn drawn, int image) {
    Beginning plain =
        CaptionedState.withoutCaption(new Beginning.Relative(drawn.states().get(image)));
    return TokenState.tokens(((Beginning.Relative) plain).state());
  }

  @Test
  void a_prompt_ranks_its_own_pictures_above_those_of_another() {
    List<BundledGolden> drawn = BundledGolden.all();
    int[][] tokens =
        drawn.stream()
            .map(golden -> golden.ints("greedy_image_ids_guidance4"))
            .toArray(int[][]::new);
    List<Pixels> pictures = model.decode(tokens, 16);

    for (int own = 0; own < tokens.length; own++) {
      float[] scores = scores(drawn.get(own).prompt(), pictures);
      for (int other = 0; other < tokens.length; other++) {
        if (other != own) {
          assertThat(scores[own]).as(drawn.get(own).prompt()).isGreaterThan(scores[other]);
        }
      }
    }
  }

  @Test
  void every_prompt_that_a_person_can_type_is_drawn() {
    List<String> prompts =
        List.of(
            "",
            "a red apple on a table, ".repeat(209).substring(0, 5_000),
            "x".repeat(5_000),
            "🍓🪟👩‍👩‍👧‍👦🏳️‍🌈",
            "قطة حمراء על שולחן ‏",
            "\u0000\u0001\u0007\u001b[31m\r\n\t\u007f\u0085\u2028",
            "@everyone",
            "</s><pad><pad><s><unk>",
            "   ",
            "\ud83d half an emoji");
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      requests.add(new Request("r" + i, prompts.get(i), 1, 5, SAMPLING, NEARLY_DONE));
    }

    Map<String, Drawn> drawn = draw(tiny.newBatch(prompts.size()), requests);

    for (int i = 0; i < prompts.size(); i++) {
      List<Pixels> pictures = drawn.get("r" + i).pictures();
      assertThat(scores(tiny, prompts.get(i), pictures)[0]).as(prompts.get(i)).isBetween(-1f, 1f);
    }
  }

  @Test
  void a_long_prompt_is_cut_to_what_the_network_takes_and_keeps_its_end() {
    long[] ids = textIds("a red apple on a table, ".repeat(209));

    assertThat(ids).hasSize(32).startsWith(0).endsWith(2);
    assertThat(textIds("")).containsExactly(0, 2);
  }

  @Test
  void tokens_of_a_decoded_picture_are_nearly_those_it_was_decoded_from() {
    int[][] tokens = {BundledGolden.all().get(0).ints("greedy_image_ids_guidance4")};

    int[] again = model.vqgan().encode(model.decode(tokens, 16))[0];

    int same = 0;
    for (int i = 0; i < again.length; i++) {
      same += again[i] == tokens[0][i] ? 1 : 0;
    }
    assertThat(same).isGreaterThan(again.length / 2);
  }

  @Test
  void pictures_are_enlarged_four_times() {
    Pixels larger = model.upscaler().upscale(List.of(new Pixels(3, 5, new byte[45]))).get(0);

    assertThat(larger.width()).isEqualTo(12);
    assertThat(larger.height()).isEqualTo(20);
  }

  @Test
  void a_trace_holds_the_tensors_of_every_stage(@TempDir Path folder) throws IOException {
    Request request = request("a", "a red apple", 2, 7);
    Trace trace = tiny.trace(request);
    Drawn drawn = draw(trace.batch(), List.of(request)).get("a");
    Path file = folder.resolve("a.trace.safetensors");
    trace.write(file, drawn);

    Map<String, WeightTensor> tensors = Checkpoint.open(file).tensors();

    long[] ids = textIds("a red apple");
    int text = ids.length;
    assertThat(tensors.keySet())
        .containsExactly(
            "text_ids", "encoder_state", "logits", "image_tokens", "images", "clip_scores");
    assertTensor(tensors, "text_ids", TensorType.I32, text);
    assertTensor(tensors, "encoder_state", TensorType.F32, text, 64);
    assertTensor(tensors, "logits", TensorType.F32, 4, 2, 1024);
    assertTensor(tensors, "image_tokens", TensorType.I32, 2, 256);
    assertTensor(tensors, "images", TensorType.U8, 2, 128, 128, 3);
    assertTensor(tensors, "clip_scores", TensorType.F32, 2);

    int[][] traced = new int[2][256];
    for (int i = 0; i < 512; i++) {
      traced[i / 256][i % 256] = tensors.get("image_tokens").bytes().getInt(4 * i);
    }
    ByteBuffer images = ByteBuffer.allocate(2 * 128 * 128 * 3);
    tiny.decode(traced, 16).forEach(picture -> images.put(picture.rgb()));
    assertThat(traced).isDeepEqualTo(tokens(drawn));
    assertThat(tensors.get("images").bytes()).isEqualTo(images.flip());
    assertThat(tensors.get("text_ids").bytes().getInt(4)).isEqualTo((int) ids[1]);
    assertThat(logitsOf(tensors, 3, 1)).anyMatch(logit -> logit != 0).doesNotContain(Float.NaN);
  }

  @Test
  void a_trace_of_a_variation_begins_with_the_first_drawn_token(@TempDir Path folder)
      throws IOException {
    Request request =
        new Request("a", "a red apple", 1, 2, SAMPLING, kept(Arrays.copyOf(APPLE, 254)));
    Trace trace = tiny.trace(request);
    Drawn drawn = draw(trace.batch(), List.of(request)).get("a");
    trace.write(folder.resolve("a"), drawn);

    Map<String, WeightTensor> tensors = Checkpoint.open(folder.resolve("a")).tensors();

    assertThat(logitsOf(tensors, 1, 0)).anyMatch(logit -> logit != 0);
    assertThat(logitsOf(tensors, 2, 0)).as("not drawn").containsOnly(0f);
  }

  @ParameterizedTest
  @EnumSource(names = {"BF16", "F16", "F32", "INT8"})
  void the_pipeline_works_in_every_precision(Precision precision) {
    RunOptions options = new RunOptions(ComputeDevice.CPU, precision, 0);
    try (DalleMiniModel narrow = DalleMiniModel.open(BundledGolden.files(), options)) {
      Request request = new Request("a", "a red apple", 1, 7, SAMPLING, GIVEN);
      Drawn drawn = draw(narrow.newBatch(1), List.of(request)).get("a");

      RankedPicture picture = narrow.finish(drawn, stage -> {}).get(0);

      // A red apple on its own scores about .3 whoever draws it.
      assertThat(picture.score().value()).isGreaterThan(.1f);
    }
  }

  @Test
  void a_kept_token_that_the_network_does_not_know_is_refused_before_it_harms_others() {
    Batch batch = model.newBatch(4);
    for (int token : new int[] {-1, 1024, Integer.MAX_VALUE}) {
      Request request = new Request("a", "a cat", 1, 1, SAMPLING, kept(3, token));

      assertThatThrownBy(() -> batch.join(request))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Image token " + token + " cannot be kept: tokens are 0 to 1023.");
    }
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void a_batch_that_was_abandoned_does_not_harm_the_next() {
    List<Request> requests = List.of(request("a", "a red apple", 1, 3));
    int[][] expected = tokens(draw(tiny.newBatch(1), requests).get("a"));
    Batch abandoned = tiny.newBatch(3);
    abandoned.join(request("b", "a cat", 2, 1));
    abandoned.join(request("c", "a cat", 1, 1));
    abandoned.step();

    assertThat(tokens(draw(tiny.newBatch(1), requests).get("a"))).isDeepEqualTo(expected);
  }

  private static void assertTensor(
      Map<String, WeightTensor> tensors, String name, TensorType type, long... shape) {
    assertThat(tensors.get(name).type()).as(name).isEqualTo(type);
    assertThat(tensors.get(name).shape()).as(name).containsExactly(shape);
  }

  private static List<Float> logitsOf(Map<String, WeightTensor> tensors, int step, int image) {
    WeightTensor logits = tensors.get("logits");
    int vocabulary = (int) logits.shape()[2];
    int first = (step * (int) logits.shape()[1] + image) * vocabulary;
    List<Float> values = new ArrayList<>();
    for (int i = first; i < first + vocabulary; i++) {
      values.add(logits.bytes().getFloat(4 * i));
    }
    return values;
  }

  private static byte[] png(long seed) {
    Drawn drawn = draw(List.of(begun("a", "a red apple", 2, seed))).get("a");
    List<RankedPicture> ranked = model.finish(drawn, stage -> {});
    ModelFacts facts = model.facts();
    return PngFile.write(
        GridImage.compose(ranked.stream().map(RankedPicture::pixels).toList()),
        Optional.of(
            new ReproductionCard(
                "a red apple",
                seed,
                2,
                SAMPLING.named(),
                Optional.empty(),
                new ReproductionCard.Maker(facts.id(), facts.weightsHash(), "1"))));
  }

  private static Request request(String id, String prompt, int count, long seed) {
    return new Request(id, prompt, count, seed, SAMPLING, Beginning.NOISE);
  }

  private static Request begun(String id, String prompt, int count, long seed) {
    return new Request(id, prompt, count, seed, SAMPLING, NEARLY_DONE);
  }

  private static Beginning kept(int... tokens) {
    return new Beginning.Relative(TokenState.of(tokens));
  }

  private static long[] textIds(String prompt) {
    return model.encode(prompt).ids();
  }

  private static float[] scores(String prompt, List<Pixels> pictures) {
    return scores(model, prompt, pictures);
  }

  private static float[] scores(DalleMiniModel model, String prompt, List<Pixels> pictures) {
    return model.finishing().ranker().scores(prompt, pictures);
  }

  private static int[][] tokens(Drawn drawn) {
    return drawn.states().stream().map(TokenState::tokens).toArray(int[][]::new);
  }

  private static Map<String, Drawn> draw(List<Request> requests) {
    return draw(model.newBatch(requests.stream().mapToInt(Request::imageCount).sum()), requests);
  }

  private static Map<String, Drawn> draw(Batch batch, List<Request> requests) {
    requests.forEach(batch::join);
    Map<String, Drawn> drawn = new HashMap<>();
    while (!batch.isEmpty()) {
      for (Drawn complete : batch.step()) {
        drawn.put(complete.request().id(), complete);
      }
    }
    return drawn;
  }
}
