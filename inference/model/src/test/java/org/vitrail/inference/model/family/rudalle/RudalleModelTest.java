package org.vitrail.inference.model.family.rudalle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Borders;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Score;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.FillRule;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** The pipeline of a small model of the authors' layouts, from a prompt to ordered pictures. */
class RudalleModelTest {
  private static final RudalleConfig SHAPE =
      new RudalleConfig(RudalleVersion.V3, 60, 16, 32, 8, 32, 4, 4);

  private static final VqganConfig CODEC =
      new VqganConfig(32, List.of(1, 2), 1, List.of(128), 256, 8, 8, 32);

  @TempDir static Path folder;
  private static RudalleModel model;

  @BeforeAll
  static void open() throws IOException, URISyntaxException {
    write("transformer.safetensors", SHAPE.weights(), .4);
    write("vqgan.safetensors", CODEC.weights(true, true), .1);
    Files.writeString(folder.resolve("config.json"), "{\"num_attention_heads\": 4}");
    Files.copy(
        Path.of(RudalleModelTest.class.getResource("/rudalle/bpe.model").toURI()),
        folder.resolve("bpe.model"));
    model = (RudalleModel) open(files(Map.of()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static void write(String name, WeightTable table, double scale) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    FillRule.weights(table, "", scale).forEach(writer::put);
    writer.write(folder.resolve(name));
  }

  private static ModelFolder files(Map<String, Path> others) {
    Map<String, Path> roles =
        new HashMap<>(
            Map.of(
                "tokenizer", folder.resolve("bpe.model"),
                "transformer", folder.resolve("transformer.safetensors"),
                "dalleConfig", folder.resolve("config.json"),
                "vqgan", folder.resolve("vqgan.safetensors"),
                "upscaler", BundledGolden.files().upscaler(),
                "upscalerConfig", BundledGolden.files().upscalerConfig()));
    roles.putAll(others);
    return new ModelFolder("tiny", folder, roles, Map.of("text", "v3"));
  }

  private static InstrumentedModel open(ModelFolder files) {
    return new RudalleFamily().open(files, RunOptions.REFERENCE, Concepts.NONE, 9);
  }

  @Test
  void a_prompt_becomes_pictures_the_least_surprising_first() {
    Drawn drawn = draw(request("Рыжий котик", 4, 7, Beginning.NOISE));

    List<RankedPicture> ranked = model.finish(drawn, stage -> {});

    assertThat(ranked).extracting(RankedPicture::imageIndex).containsExactlyInAnyOrder(0, 1, 2, 3);
    long[] text = {2, 4, 15, 13, 38, 35, 3};
    assertThat(model.encode("Рыжий котик")).containsExactly(text);
    float[] perplexities = drawn.perplexities().orElseThrow();
    assertThat(ranked).extracting(picture -> perplexities[picture.imageIndex()]).isSorted();
    for (RankedPicture picture : ranked) {
      assertThat(picture.score())
          .isEqualTo(new Score(Ranking.PERPLEXITY, perplexities[picture.imageIndex()]));
      assertThat(perplexities[picture.imageIndex()])
          .isCloseTo(inOnePass(text, picture.state()), withinPercentage(.01));
      assertThat(picture.pixels().width()).isGreaterThanOrEqualTo(256);
    }
    assertThat(drawn.pictures()).extracting(Pixels::width).containsOnly(16);
  }

  @Test
  void in_a_wider_picture_each_cell_but_the_first_counts_once_however_many_windows_see_it() {
    long[] text = model.encode("кот");
    Request request =
        new Request("w", "кот", 1, 5, model.drawOptions(Map.of("ar", "2:1")), Beginning.NOISE);

    Drawn drawn = draw(request);

    int[] tokens = TokenState.tokens(drawn.states().get(0));
    Set<Integer> counted = new HashSet<>();
    double sum = 0;
    for (int across : new int[] {0, 4, 8}) {
      int[] cells = IntStream.range(0, 64).map(at -> at / 8 * 16 + across + at % 8).toArray();
      long[] window = Arrays.stream(cells).mapToLong(cell -> tokens[cell]).toArray();
      try (TensorScope scope = model.engine().open()) {
        float[] logits = model.network().logits(scope, text, Arrays.copyOf(window, 63)).floats();
        for (int at = 1; at < (across == 8 ? 64 : 63); at++) {
          if (counted.add(cells[at])) {
            sum +=
                Perplexities.at(logits, model.network().config().imageVocabularySize(), window, at);
          }
        }
      }
    }
    assertThat(counted).hasSize(127);
    assertThat(drawn.perplexities().orElseThrow()[0])
        .isCloseTo((float) (sum / counted.size()), withinPercentage(.01));
  }

  private static float inOnePass(long[] text, byte[] state) {
    long[] tokens = Arrays.stream(TokenState.tokens(state)).asLongStream().toArray();
    try (TensorScope scope = model.engine().open()) {
      float[] logits =
          model.network().logits(scope, text, Arrays.copyOf(tokens, tokens.length - 1)).floats();
      return Perplexities.of(logits, model.network().config().imageVocabularySize(), tokens);
    }
  }

  @Test
  void the_same_seed_gives_the_same_pictures_whoever_is_beside_them() {
    Request request = request("кот", 2, 9, Beginning.NOISE);
    List<byte[]> alone = draw(request).states();

    Batch batch = model.newBatch(9);
    batch.join(request("котя", 3, 1, Beginning.NOISE));
    batch.step();
    batch.join(request);
    Map<String, Drawn> all = new TreeMap<>();
    while (!batch.isEmpty()) {
      batch.step().forEach(it -> all.put(it.request().prompt(), it));
    }

    assertThat(all.get("кот").states()).containsExactlyElementsOf(alone);
  }

  @Test
  void a_picture_begins_like_another_one() {
    byte[] state = draw(request("кот", 1, 3, Beginning.NOISE)).states().get(0);
    int[] first = TokenState.tokens(state);

    int[] varied =
        TokenState.tokens(
            draw(request("кот", 1, 4, new Beginning.Relative(state))).states().get(0));
    Pixels given = draw(request("кот", 1, 3, Beginning.NOISE)).pictures().get(0);
    int[] begun =
        TokenState.tokens(draw(request("кот", 1, 4, new Beginning.Picture(given))).states().get(0));

    assertThat(Arrays.copyOf(varied, 32)).isEqualTo(Arrays.copyOf(first, 32));
    assertThat(varied).isNotEqualTo(first);
    assertThat(begun).hasSize(64);
  }

  @Test
  void what_is_kept_of_a_picture_stays_and_the_rest_is_drawn_the_same_whoever_is_beside_it() {
    Pixels given = draw(request("кот", 1, 3, Beginning.NOISE)).pictures().get(0);
    int[] encoded = model.codec().encode(List.of(given))[0];
    Borders kept = new Borders(1, 2, 3, 1);
    Request request = request("кот", 2, 4, new Beginning.Picture(given, Optional.of(kept)));
    List<byte[]> alone = draw(request).states();

    Batch batch = model.newBatch(9);
    batch.join(request("котя", 2, 1, Beginning.NOISE));
    batch.step();
    batch.join(request);
    Map<String, Drawn> all = new TreeMap<>();
    while (!batch.isEmpty()) {
      batch.step().forEach(it -> all.put(it.request().prompt(), it));
    }

    assertThat(all.get("кот").states()).containsExactlyElementsOf(alone);
    int[] first = TokenState.tokens(alone.get(0));
    int[] second = TokenState.tokens(alone.get(1));
    for (int cell = 0; cell < 64; cell++) {
      if (kept.holds(cell % 8, cell / 8, 8, 8)) {
        assertThat(List.of(first[cell], second[cell])).containsOnly(encoded[cell]);
      }
    }
    assertThat(first).isNotEqualTo(second);
    assertThat(request.card(model.facts(), "1").options())
        .containsEntry("keep", "up 1 down 2 left 3 right 1");
  }

  @Test
  void sides_that_are_read_at_once_lead_to_what_they_lead_to_token_by_token() {
    Pixels given = draw(request("кот", 1, 3, Beginning.NOISE)).pictures().get(0);
    Borders kept = new Borders(2, 1, 3, 2);
    Map<Integer, float[]> seen = new TreeMap<>();
    TokenBatch batch = model.newBatch(1);
    batch.listen((id, image, position, logits) -> seen.put(position, logits.clone()));
    batch.join(request("кот", 1, 4, new Beginning.Picture(given, Optional.of(kept))));
    List<Drawn> drawn = List.of();
    while (drawn.isEmpty()) {
      drawn = batch.step();
    }

    int[] tokens = TokenState.tokens(drawn.get(0).states().get(0));
    RudalleNetwork network = model.network();
    network.clear();
    network.join(List.of(model.encode("кот")), 1);
    assertThat(seen).hasSize(5 * 3);
    for (int cell = 0; cell < 64; cell++) {
      long last = cell == 0 ? network.startToken() : tokens[cell - 1];
      try (TensorScope scope = network.open()) {
        float[] stepped = network.step(scope, new long[] {last}, new long[] {cell}).floats();
        if (seen.containsKey(cell)) {
          assertThat(seen.get(cell)).containsExactly(stepped, within(1e-4f));
        }
      }
    }
    network.clear();
  }

  @Test
  void it_has_the_options_of_its_authors() {
    assertThat(new RudalleFamily().options())
        .containsExactly(
            ModelOption.real("temperature", 1, 0, 100),
            ModelOption.whole("top-k", 2048, 0, 8192),
            ModelOption.real("top-p", .995f, .01, 1),
            ModelOption.choice("rank", "ruclip", List.of("ruclip", "perplexity")),
            ModelOption.choice("crop", "last", List.of("last", "first")));
    assertThat(model.options())
        .as("without a ruCLIP")
        .contains(ModelOption.choice("rank", "perplexity", List.of("perplexity")))
        .as("with as many tokens as it draws with")
        .contains(ModelOption.whole("top-k", 32, 0, 32));
    assertThatThrownBy(() -> model.drawOptions(Map.of("rank", "ruclip")))
        .hasMessage("rank: ruclip is not allowed; give perplexity, which is all there is here.");
    assertThat(model.options()).extracting(ModelOption::name).doesNotContain("guidance");
    assertThat(model.facts().can(Ability.INIT_IMAGE)).isTrue();
    assertThat(model.facts().can(Ability.KEEP)).isTrue();
    assertThat(model.facts().cells()).contains(new ModelFacts.Cells(8, 8));
    assertThat(model.facts().steps()).isEqualTo(64);
    for (String name : List.of("guidance", "start-token", "sampler")) {
      assertThatThrownBy(() -> model.drawOptions(Map.of(name, "3")))
          .hasMessage(
              name
                  + ": this model has no such option; its own are temperature, top-k, top-p, rank, crop.");
    }
  }

  @Test
  void a_prompt_that_is_too_long_loses_its_end() {
    assertThat(model.encode("к о т ".repeat(20))).hasSize(16).startsWith(2, 4, 6).doesNotContain(3);
    assertThat(model.encode("")).containsExactly(2, 3);
  }

  @Test
  void a_trace_holds_every_stage() throws IOException {
    Request request = request("кот", 2, 5, Beginning.NOISE);
    Trace trace = model.trace(request);
    Batch batch = trace.batch();
    batch.join(request);
    List<Drawn> drawn = List.of();
    while (drawn.isEmpty()) {
      drawn = batch.step();
    }
    Path file = folder.resolve("trace.safetensors");
    trace.write(file, drawn.get(0));

    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.tensors().get("logits").shape()).containsExactly(4, 2, 32);
      assertThat(checkpoint.tensors().get("image_tokens").shape()).containsExactly(2, 64);
      assertThat(checkpoint.tensors().get("images").shape()).containsExactly(2, 16, 16, 3);
      assertThat(checkpoint.tensors().get("perplexities").shape()).containsExactly(2);
      assertThat(checkpoint.tensors().get("text_ids").shape()).containsExactly(3);
    }
  }

  @Test
  void a_ruclip_ranks_where_there_is_one() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("ruclip.json"),
            """
            {"embed_dim": 16, "image_resolution": 32, "vision_layers": 2, "vision_width": 64,
             "vision_patch_size": 8, "context_length": 12, "vocab_size": 100,
             "transformer_width": 64, "transformer_heads": 1, "transformer_layers": 2}
            """);
    write("ruclip.safetensors", ClipConfig.read(config).orElseThrow().weights(), .1);
    ModelFolder files =
        files(
            Map.of(
                "clip", folder.resolve("ruclip.safetensors"),
                "clipConfig", config,
                "clipTokenizer", folder.resolve("bpe.model")));

    try (RudalleModel ranking = (RudalleModel) open(files)) {
      Drawn drawn = draw(ranking, request("кот", 3, 7, Beginning.NOISE));
      List<RankedPicture> ranked = ranking.finish(drawn, stage -> {});

      assertThat(drawn.states())
          .containsExactlyElementsOf(draw(request("кот", 3, 7, Beginning.NOISE)).states());
      assertThat(ranked).extracting(it -> it.score().by()).containsOnly(Ranking.RUCLIP);
      assertThat(ranked)
          .extracting(it -> it.score().value())
          .isSortedAccordingTo((a, b) -> Float.compare(b, a))
          .allMatch(score -> Math.abs(score) <= 1);

      DrawOptions chosen = ranking.drawOptions(Map.of("rank", "Perplexity"));
      Request other = new Request("p", "кот", 3, 7, chosen, Beginning.NOISE);
      Drawn again = draw(ranking, other);
      float[] perplexities = again.perplexities().orElseThrow();
      assertThat(again.states()).containsExactlyElementsOf(drawn.states());
      assertThat(ranking.finish(again, stage -> {}))
          .allSatisfy(
              it ->
                  assertThat(it.score())
                      .isEqualTo(new Score(Ranking.PERPLEXITY, perplexities[it.imageIndex()])))
          .extracting(it -> it.score().value())
          .isSorted();
      assertThat(other.card(ranking.facts(), "1").options()).containsEntry("rank", "perplexity");
      assertThatThrownBy(() -> ranking.drawOptions(Map.of("rank", "clip")))
          .hasMessage("rank: clip is not allowed; give one of ruclip, perplexity.");
    }
  }

  @Test
  void files_that_do_not_belong_together_are_refused() throws IOException {
    VqganConfig few = new VqganConfig(32, List.of(1, 2), 1, List.of(128), 256, 8, 8, 20);
    write("few.safetensors", few.weights(true, true), .1);
    RudalleConfig wordless = new RudalleConfig(RudalleVersion.V3, 50, 16, 32, 8, 32, 4, 4);
    write("wordless.safetensors", wordless.weights(), .4);

    assertThatThrownBy(() -> open(files(Map.of("vqgan", folder.resolve("few.safetensors")))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("draws with 32 image tokens, of which its VQGAN knows 20");
    assertThatThrownBy(
            () -> open(files(Map.of("transformer", folder.resolve("wordless.safetensors")))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("bpe.model: has 40 tokens, and the transformer knows 34 of them");
  }

  private static Request request(String prompt, int count, long seed, Beginning beginning) {
    return new Request(prompt, prompt, count, seed, RudalleFamily.STANDARD, beginning);
  }

  private static Drawn draw(Request request) {
    return draw(model, request);
  }

  private static Drawn draw(RudalleModel model, Request request) {
    Batch batch = model.newBatch(request.imageCount());
    batch.join(request);
    List<Drawn> drawn = List.of();
    while (drawn.isEmpty()) {
      drawn = batch.step();
    }
    return drawn.get(0);
  }
}
