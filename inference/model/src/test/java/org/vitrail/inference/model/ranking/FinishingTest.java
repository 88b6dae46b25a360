package org.vitrail.inference.model.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.Upscaler;

class FinishingTest {
  private static final String PLAIN = "a cat";
  private static final String NIGHT = "a cat at night";

  /** Of each text with each of the four pictures. */
  private static final Map<String, float[]> COSINES =
      Map.of(PLAIN, new float[] {.8f, .75f, .3f, .79f}, NIGHT, new float[] {.5f, .5f, .82f, .6f});

  private static final List<String> CAPTIONS = List.of(PLAIN, PLAIN, NIGHT, PLAIN);

  private final Finishing finishing =
      new Finishing(new TableRanker(), Optional.empty(), new NoUpscaler());

  @Test
  void a_picture_is_held_against_its_own_caption_too_and_one_drawn_unsurely_comes_last() {
    float[] likelihoods = {-2.5f, -.6f, -.7f, -.9f};

    List<RankedPicture> ranked = finish(new Four(Optional.of(likelihoods)));

    assertThat(ranked).extracting(RankedPicture::imageIndex).containsExactly(1, 3, 2, 0);
    assertThat(ranked).extracting(it -> it.score().by()).containsOnly(Ranking.CLARITY);
  }

  @Test
  void where_the_network_says_nothing_clip_ranks_by_what_was_typed() {
    List<RankedPicture> ranked = finish(new Four(Optional.empty()));

    assertThat(ranked).extracting(RankedPicture::imageIndex).containsExactly(0, 3, 1, 2);
    assertThat(ranked).extracting(it -> it.score().by()).containsOnly(Ranking.CLIP);
    assertThat(ranked).extracting(it -> it.score().value()).containsExactly(.8f, .79f, .75f, .3f);
  }

  private List<RankedPicture> finish(Drawn drawn) {
    return finishing.finish(drawn, stage -> {});
  }

  /** Four pictures, of which the third was drawn as another caption. */
  private record Four(Optional<float[]> likelihoods) implements Drawn {
    @Override
    public Request request() {
      return new Request("r", PLAIN, 4, 1, new Tokens(2, 1, 0, 1), Beginning.NOISE);
    }

    @Override
    public List<Pixels> pictures() {
      Pixels picture = new Pixels(256, 256, new byte[3 * 256 * 256]);
      return List.of(picture, picture, picture, picture);
    }

    @Override
    public List<byte[]> states() {
      return List.of(new byte[0], new byte[0], new byte[0], new byte[0]);
    }

    @Override
    public List<String> captions() {
      return CAPTIONS;
    }
  }

  private static final class TableRanker implements Ranker {
    @Override
    public float[] scores(String prompt, List<Pixels> pictures) {
      return COSINES.get(prompt).clone();
    }

    @Override
    public void close() {}
  }

  /** For pictures that are as large as they are shown. */
  private static final class NoUpscaler implements Upscaler {
    @Override
    public int factor() {
      return 1;
    }

    @Override
    public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
      throw new AssertionError("They are large enough.");
    }

    @Override
    public void close() {}
  }
}
