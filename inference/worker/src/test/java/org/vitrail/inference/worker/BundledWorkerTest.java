package org.vitrail.inference.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * The bundled model, as a worker draws with it; in its place one of the same layout where it does
 * not matter what is to be seen.
 */
@Tag("slow")
class BundledWorkerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void a_prompt_becomes_a_ranked_grid_with_every_picture_stored() throws Exception {
    start(SharedModel.bundled());
    String id = submit(TestWorker.draw("a red apple", 2, 7));

    Done done = (Done) outcome(id);

    assertThat(done.pictures()).extracting(Picture::number).containsExactly(1, 2);
    assertThat(done.pictures())
        .as("their order says all that their clarity does")
        .extracting(Picture::score)
        .containsOnly(Optional.empty());
    assertThat(done.columns()).isEqualTo(2);
    assertThat(PngFile.read(test.images().get(id, "1.png").orElseThrow()).width()).isEqualTo(512);
    assertThat(PngFile.read(test.images().get(id, "grid.png").orElseThrow()).width())
        .isEqualTo(1032);
    assertThat(test.images().get(id, "2.png")).isPresent();
    TestWorker.patiently()
        .untilAsserted(
            () ->
                assertThat(test.queue().lane("bundled", 0).paces().values())
                    .singleElement()
                    .satisfies(pace -> assertThat(pace.finish().of(2)).isPositive()));
  }

  @Test
  void a_picture_becomes_a_sticker() throws Exception {
    start(SharedModel.bundled());
    String source = submit(TestWorker.draw("a yellow star", 1, 7));
    outcome(source);

    String id = submit(new ImageTask.Sticker(source, 1));

    assertThat(outcome(id)).isInstanceOf(Done.class);
    BufferedImage sticker =
        ImageIO.read(new ByteArrayInputStream(test.images().get(id, "1.png").orElseThrow()));
    int seen = 0;
    for (int at = 0; at < sticker.getWidth() * sticker.getHeight(); at++) {
      seen += sticker.getRGB(at % sticker.getWidth(), at / sticker.getWidth()) >>> 31;
    }
    assertThat(Math.max(sticker.getWidth(), sticker.getHeight())).isEqualTo(512);
    assertThat(sticker.getRGB(0, 0)).isZero();
    assertThat(seen).isBetween(512 * 512 / 4, 512 * 512 * 9 / 10);
    assertThat(test.images().get(id, ImageStore.STICKER).orElseThrow().length)
        .isBetween(10_000, 512 << 10);
  }

  @Test
  void pictures_begin_with_the_upper_half_of_the_init_image() throws Exception {
    byte[] picture = Files.readAllBytes(Path.of("..", "bundled", "sample.png"));
    ModelFolder files = TinyModel.files("tiny");
    int[] upper;
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan =
            Vqgan.read(
                engine, files.find("vqganConfig"), files.need("vqgan"), PixelRange.SYMMETRIC)) {
      Pixels scaled = PixelScaler.scale(PngFile.read(picture), 128, 128);
      upper = Arrays.copyOf(vqgan.encode(List.of(scaled))[0], 128);
    }
    start(SharedModel.tiny());

    String id = test.submitBeginning("bundled", picture);
    Done done = (Done) outcome(id);

    assertThat(done.pictures())
        .hasSize(3)
        .extracting(
            drawn ->
                TokenState.tokens(
                    test.images().get(id, ImageStore.state(drawn.number())).orElseThrow()))
        .allSatisfy(tokens -> assertThat(tokens).startsWith(upper))
        .extracting(Arrays::hashCode)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_wide_picture_is_shown_stored_and_varied_in_its_shape() throws Exception {
    start(SharedModel.tiny());
    ImageTask.Draw square = (ImageTask.Draw) TestWorker.draw("a cat in the snow", 1, 7);
    Map<String, String> options = new HashMap<>(square.options());
    options.put("ar", "5:4");
    String id = submit(new ImageTask.Draw(square.prompt(), 1, 7, options));
    outcome(id);

    byte[] png = test.images().get(id, "1.png").orElseThrow();
    assertThat(PngFile.read(png).width()).isEqualTo(20 * 32);
    assertThat(PngFile.read(png).height()).isEqualTo(16 * 32);
    assertThat(new String(png, ISO_8859_1)).contains("--seed 7 --count 1", "--ar 5:4");
    byte[] state = test.images().get(id, ImageStore.state(1)).orElseThrow();
    assertThat(TokenState.columns(state)).hasValue(20);

    BeginFrom source = new BeginFrom.Variation(id, 1);
    String varied =
        submit(
            new ImageTask.Draw(
                square.prompt(),
                1,
                8,
                options,
                source,
                ImageTask.OriginalRequest.plain(square.prompt())));
    outcome(varied);

    int[] tokens = TokenState.tokens(state);
    int[] relative =
        TokenState.tokens(test.images().get(varied, ImageStore.state(1)).orElseThrow());
    assertThat(relative).hasSize(20 * 16).startsWith(Arrays.copyOf(tokens, 8 * 20));
    assertThat(relative).isNotEqualTo(tokens);
  }

  private void start(ModelProvider model) {
    test.start(TestWorker.options(), model);
  }

  private String submit(ImageTask task) {
    return test.submit("bundled", task);
  }

  private JobOutcome outcome(String id) {
    return test.outcome(id);
  }
}
