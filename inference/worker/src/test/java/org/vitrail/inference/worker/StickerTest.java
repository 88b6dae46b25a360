package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.PATIENCE;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.image.AiLabel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Pictures that were drawn, put into Redis by hand, become stickers. */
class StickerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Picture JUDGED = new Picture(1, 3, .3f, false, Map.of("gore", .75f));
  private static final int RED = 0xc01020;

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
  void the_thing_in_a_picture_becomes_a_transparent_png_and_a_webp_of_512_pixels()
      throws IOException {
    String source = drawn(square(512, RED));
    start(false);

    String id = test.submit(LANE, new ImageTask.Sticker(source, 1));
    Done done = (Done) test.outcome(id);

    assertThat(done.pictures()).containsExactly(JUDGED);
    byte[] webp = test.images().get(id, ImageStore.STICKER).orElseThrow();
    assertThat(new String(webp, 0, 16, StandardCharsets.ISO_8859_1))
        .startsWith("RIFF")
        .endsWith("WEBPVP8X");
    assertThat(webp.length).isLessThan(512 << 10);
    for (String name : List.of("1.png", "grid.png")) {
      BufferedImage png = png(id, name);
      assertThat(png.getWidth()).isEqualTo(512);
      assertThat(png.getHeight()).isEqualTo(512);
      assertThat(png.getRGB(0, 0)).isZero();
      assertThat(png.getRGB(256, 256)).isEqualTo(0xff000000 | RED);
    }
  }

  @Test
  void a_small_picture_is_enlarged_first() throws IOException {
    String source = drawn(square(64, RED));
    start(false);

    String id = test.submit(LANE, new ImageTask.Sticker(source, 1));

    assertThat(test.outcome(id)).isInstanceOf(Done.class);
    assertThat(png(id, "1.png").getWidth()).isEqualTo(512);
  }

  @Test
  void a_label_is_no_part_of_the_thing_and_stands_on_the_sticker() throws IOException {
    String source = drawn(AiLabel.on(square(512, RED)));
    start(true);

    String id = test.submit(LANE, new ImageTask.Sticker(source, 1));

    assertThat(test.outcome(id)).isInstanceOf(Done.class);
    BufferedImage png = png(id, "1.png");
    assertThat(png.getRGB(256, 9) & 0xff000000).as("the thing's upper edge").isNotZero();
    assertThat(png.getRGB(511, 511)).as("the label's corner").isEqualTo(0xffffffff);
  }

  @Test
  void what_cannot_be_cut_out_or_is_gone_fails_with_a_sentence() {
    String plain = drawn(square(512, 0xffffff));
    String noise = drawn(FakeModel.pictures("x", 1, 1).get(0));
    start(false);

    assertThat(failure(plain, 1).reason()).isEqualTo(Failed.NOTHING_IN_FRONT);
    assertThat(failure(noise, 1).reason()).isEqualTo(Failed.NO_BACKGROUND);
    assertThat(failure(noise, 1).detail()).contains(noise, "white background");
    assertThat(failure(plain, 2).reason()).isEqualTo(Failed.SOURCE_EXPIRED);
  }

  @Test
  void a_worker_says_that_it_makes_stickers() {
    start(false);

    TestWorker.patiently()
        .until(
            () ->
                test.queue().announcements().all().values().stream()
                    .flatMap(List::stream)
                    .anyMatch(model -> model.abilities().contains("STICKER")));
  }

  private Failed failure(String source, int picture) {
    return (Failed) test.outcome(test.submit(LANE, new ImageTask.Sticker(source, picture)));
  }

  private void start(boolean label) {
    test.start(
        TestWorker.options(LEASE, Duration.ofMinutes(2), PATIENCE, label),
        ModelProvider.of(LANE, () -> new FakeModel(LANE)));
  }

  /** A job that is done, before any worker could take it. */
  private String drawn(Pixels picture) {
    String id = test.submit(LANE, TestWorker.draw("a red square", 1, 7));
    ClaimedJob claimed =
        test.queue().claim("by-hand", List.of(LANE), 1, Duration.ofSeconds(5)).get(0);
    test.images().put(id, "1.png", PngFile.write(picture, Optional.empty()));
    test.queue()
        .complete(claimed, new Done(List.of(JUDGED), 1, LANE, "hash", Duration.ofSeconds(1)));
    return id;
  }

  /** In the middle of white, half as wide. */
  private static Pixels square(int side, int color) {
    byte[] rgb = new byte[3 * side * side];
    for (int at = 0; at < side * side; at++) {
      int x = at % side;
      int y = at / side;
      boolean inside = x >= side / 4 && x < side * 3 / 4 && y >= side / 4 && y < side * 3 / 4;
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * at + channel] = (byte) (inside ? color >> 16 - 8 * channel : 255);
      }
    }
    return new Pixels(side, side, rgb);
  }

  private BufferedImage png(String id, String name) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(test.images().get(id, name).orElseThrow()));
  }
}
