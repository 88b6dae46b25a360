package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.worker.TestWorker.LANE;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Pictures that somebody sent, put into Redis by hand, go through a codec. */
class ReconstructTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final FakeCodec codec = new FakeCodec();
  private TestWorker test;

  @BeforeEach
  void start() {
    test = new TestWorker(REDIS.client());
    test.start(
        TestWorker.options(),
        new ModelProvider() {
          @Override
          public List<String> ids() {
            return List.of(LANE);
          }

          @Override
          public long expectedBytes(String id) {
            return 0;
          }

          @Override
          public List<AvailableCodec> codecs() {
            return List.of(codec.available("bundled"), codec.available("dall-e"));
          }

          @Override
          public ImageModel load(String id) {
            return new FakeModel(LANE);
          }
        });
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void the_picture_and_its_reconstruction_come_back_side_by_side_and_judged() throws IOException {
    String id = submit("dall-e", plain(40, 20, 102));
    Done done = (Done) test.outcome(id);

    // The fake model says how red a picture is.
    assertThat(done.pictures()).hasSize(1);
    assertThat(done.pictures().get(0).concerns()).isEqualTo(Map.of("red", .4f));
    assertThat(done.pictures().get(0).score()).isEmpty();
    assertThat(done.pictures()).extracting(Picture::hasState).containsExactly(false);
    BufferedImage card = png(id, "grid.png");
    assertThat(card.getWidth()).isEqualTo(2 * 512 + 16);
    assertThat(card.getRGB(100, 100)).isEqualTo(0xff666666);
    assertThat(card.getRGB(800, 100)).isEqualTo(0xff666666);
    assertThat(test.images().get(id, "1.png")).isPresent();
    assertThat(codec.closed()).isEqualTo(1);
  }

  @Test
  void a_picture_or_codec_that_is_gone_fails_with_a_sentence() {
    Failed gone = (Failed) test.outcome(test.submit(LANE, new Reconstruct("bundled")));
    Failed unknown = (Failed) test.outcome(submit("dall-f", plain(16, 16, 0)));

    assertThat(gone.reason()).isEqualTo(Failed.INIT_IMAGE_GONE);
    assertThat(unknown.reason()).isEqualTo(Failed.CODEC_MISSING);
    assertThat(unknown.detail())
        .startsWith("The codec dall-f is not here; there is bundled, dall-e.");
  }

  @Test
  void one_that_is_cancelled_while_its_codec_is_loaded_ends_there() {
    String id = ImageJob.newId();
    codec.whenOpened(() -> test.queue().cancel(id));
    test.images().put(id, ImageStore.INIT_IMAGE, PngFile.write(plain(16, 16, 0), Optional.empty()));
    test.submit(LANE, id, new Reconstruct("bundled"));

    assertThat(test.outcome(id)).isEqualTo(new Cancelled());
    assertThat(test.images().get(id, "grid.png")).isEmpty();
    // The worker ends the job first, and lets go of the codec then.
    TestWorker.patiently().untilAsserted(() -> assertThat(codec.closed()).isEqualTo(1));

    codec.whenOpened(() -> {});
    assertThat(test.outcome(submit("bundled", plain(16, 16, 0)))).isInstanceOf(Done.class);
  }

  @Test
  void a_worker_says_which_codecs_it_has() {
    TestWorker.patiently()
        .until(
            () ->
                test.queue().announcements().all().values().stream()
                    .flatMap(List::stream)
                    .anyMatch(model -> model.codecs().equals(List.of("bundled", "dall-e"))));
  }

  private String submit(String name, Pixels picture) {
    String id = ImageJob.newId();
    test.images().put(id, ImageStore.INIT_IMAGE, PngFile.write(picture, Optional.empty()));
    return test.submit(LANE, id, new Reconstruct(name));
  }

  private static Pixels plain(int width, int height, int level) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) level);
    return new Pixels(width, height, rgb);
  }

  private BufferedImage png(String id, String name) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(test.images().get(id, name).orElseThrow()));
  }
}
