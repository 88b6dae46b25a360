package org.vitrail.inference.model.film;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.jcodec.api.FrameGrab;
import org.jcodec.api.JCodecException;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.Picture;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.image.Pixels;

/**
 * Films are decoded again: by JCodec's decoder, which shares no code with its encoder's choices.
 */
class FilmRecorderTest {
  private static final int SIDE = 64;

  /** A white square on dark blue that moves to the right. */
  private static Pixels square(int left, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean isIn = x >= left && x < left + 16 && y >= 16 && y < 32;
        int at = 3 * (y * width + x);
        rgb[at] = (byte) (isIn ? 255 : 20);
        rgb[at + 1] = (byte) (isIn ? 255 : 30);
        rgb[at + 2] = (byte) (isIn ? 255 : 120);
      }
    }
    return new Pixels(width, height, rgb);
  }

  private static Pixels noise(int side, Random random) {
    byte[] rgb = new byte[3 * side * side];
    random.nextBytes(rgb);
    return new Pixels(side, side, rgb);
  }

  private static List<Picture> decoded(byte[] film) throws IOException, JCodecException {
    FrameGrab grab =
        FrameGrab.createFrameGrab(
            ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(film)));
    List<Picture> pictures = new ArrayList<>();
    for (Picture next = grab.getNativeFrame(); next != null; next = grab.getNativeFrame()) {
      pictures.add(next.cloneCropped());
    }
    return pictures;
  }

  private static int luma(Picture picture, int x, int y) {
    return picture.getPlaneData(0)[y * picture.getPlaneWidth(0) + x] + 128;
  }

  @Test
  void every_frame_is_shown_as_it_was_drawn() throws Exception {
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(1, 20));
    for (int step = 1; step <= 12; step++) {
      recorder.add(step, square(2 * step, SIDE, SIDE));
    }

    List<Picture> film = decoded(recorder.finish(square(40, SIDE, SIDE)));

    assertThat(film).hasSize(13);
    assertThat(film.get(0).getWidth()).isEqualTo(SIDE);
    for (int frame = 0; frame < 12; frame++) {
      int left = 2 * (frame + 1);
      assertThat(luma(film.get(frame), left + 8, 24)).isBetween(225, 245);
      assertThat(luma(film.get(frame), left + 30, 50)).isBetween(38, 52);
      assertThat(luma(film.get(frame), left + 8, 50)).isBetween(38, 52);
    }
    assertThat(luma(film.get(12), 48, 24)).isBetween(225, 245);
    assertThat(film.get(0).getPlaneData(1)[0] + 128).isBetween(160, 172);
    assertThat(film.get(0).getPlaneData(2)[0] + 128).isBetween(110, 122);
  }

  @Test
  void players_find_the_index_before_the_frames() {
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(1, 5));
    recorder.add(1, square(1, SIDE, SIDE));
    ByteBuffer film = ByteBuffer.wrap(recorder.finish(square(2, SIDE, SIDE)));

    List<String> parts = new ArrayList<>();
    while (film.hasRemaining()) {
      int start = film.position();
      int length = film.getInt();
      byte[] name = new byte[4];
      film.get(name);
      parts.add(new String(name, StandardCharsets.US_ASCII));
      // A length of 1 is followed by the true one, in 64 bits.
      film.position(start + (length == 1 ? (int) film.getLong() : length));
    }
    assertThat(parts).startsWith("ftyp", "moov").endsWith("mdat");
  }

  @Test
  void sides_that_are_odd_or_too_long_for_players_are_brought_into_range() throws Exception {
    FilmRecorder odd = new FilmRecorder(new FilmPlan(1, 3));
    FilmRecorder long_ = new FilmRecorder(new FilmPlan(1, 3));

    Picture small = decoded(odd.finish(square(1, 67, 45))).get(0);
    Picture large = decoded(long_.finish(square(1, 1500, 300))).get(0);

    assertThat(List.of(small.getCroppedWidth(), small.getCroppedHeight())).containsExactly(66, 44);
    assertThat(List.of(large.getCroppedWidth(), large.getCroppedHeight()))
        .containsExactly(1024, 204);
  }

  @Test
  void later_pictures_take_the_size_of_the_first() throws Exception {
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(1, 3));
    recorder.add(1, square(4, SIDE, SIDE));

    List<Picture> film = decoded(recorder.finish(square(8, 2 * SIDE, 2 * SIDE)));

    assertThat(film).allMatch(frame -> frame.getCroppedWidth() == SIDE);
    assertThat(film).hasSize(2);
  }

  @Test
  void quality_is_lowered_until_the_film_fits() throws Exception {
    int maxBytes = 220_000;
    int frames = 30;
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(1, frames + 1), maxBytes);
    Random random = new Random(7);
    for (int step = 1; step <= frames; step++) {
      recorder.add(step, noise(128, random));
    }

    byte[] film = recorder.finish(noise(128, random));

    assertThat(film.length).isLessThanOrEqualTo(maxBytes);
    assertThat(decoded(film)).hasSize(frames + 1);
  }

  @Test
  void a_film_that_cannot_fit_ends_early_and_still_plays() throws Exception {
    int maxBytes = 150_000;
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(1, 41), maxBytes);
    Random random = new Random(7);
    for (int step = 1; step <= 40; step++) {
      recorder.add(step, noise(160, random));
    }

    byte[] film = recorder.finish(noise(160, random));

    assertThat(film.length).isLessThanOrEqualTo(maxBytes);
    assertThat(recorder.frameCount()).isBetween(1, 40);
    assertThat(decoded(film)).hasSize(recorder.frameCount());
  }

  @Test
  void a_film_goes_on_where_another_process_saved_it() throws Exception {
    FilmPlan plan = new FilmPlan(1, 20);
    FilmRecorder first = new FilmRecorder(plan);
    for (int step = 1; step <= 5; step++) {
      first.add(step, square(2 * step, SIDE, SIDE));
    }

    FilmRecorder second = FilmRecorder.resumed(plan, first.save());
    assertThat(second.wants(5)).isFalse();
    for (int step = 6; step <= 9; step++) {
      second.add(step, square(2 * step, SIDE, SIDE));
    }

    List<Picture> film = decoded(second.finish(square(40, SIDE, SIDE)));
    assertThat(film).hasSize(10);
    for (int frame = 0; frame < 9; frame++) {
      int left = 2 * (frame + 1);
      assertThat(luma(film.get(frame), left + 8, 24)).isBetween(225, 245);
      assertThat(luma(film.get(frame), left + 8, 50)).isBetween(38, 52);
    }
    byte[] cut = Arrays.copyOf(first.save(), 200);
    assertThat(FilmRecorder.resumed(plan, cut).frameCount()).isZero();
    assertThat(FilmRecorder.resumed(plan, new byte[] {9}).frameCount()).isZero();
  }

  @Test
  void a_film_has_ten_seconds_at_most_and_leaves_out_evenly_what_does_not_fit() {
    FilmPlan usual = FilmPlan.of(256, OptionalInt.empty());
    FilmPlan every = FilmPlan.of(500, OptionalInt.of(5));
    FilmPlan endless = FilmPlan.of(100_000, OptionalInt.of(1));

    assertThat(usual.stride()).isEqualTo(4);
    assertThat(every.stride()).isEqualTo(5);
    assertThat(endless.stride()).isEqualTo(167);
    assertThat(endless.maxFrames()).isEqualTo(600);
    assertThat(FilmPlan.rate(30)).isEqualTo(10);
    assertThat(FilmPlan.rate(250)).isEqualTo(25);
    assertThat(FilmPlan.rate(602)).isEqualTo(60);
  }

  @Test
  void a_step_is_taken_into_the_film_once() {
    FilmRecorder recorder = new FilmRecorder(new FilmPlan(5, 10));

    assertThat(recorder.wants(4)).isFalse();
    assertThat(recorder.wants(5)).isTrue();
    recorder.add(5, square(1, SIDE, SIDE));
    assertThat(recorder.wants(5)).isFalse();
    assertThat(recorder.wants(9)).isFalse();
    assertThat(recorder.wants(11)).isTrue();
  }
}
