package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Request;

class StoryTest {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  @Test
  void phrases_are_told_one_after_the_other() {
    Story story = Story.parse("a seed:2|soil^a tree");

    assertThat(story.phrases())
        .containsExactly(
            List.of(new WeightedText("a seed", 2, NEVER), new WeightedText("soil", 1, NEVER)),
            List.of(new WeightedText("a tree", 1, NEVER)));
    assertThat(story.last()).containsExactly(new WeightedText("a tree", 1, NEVER));
    assertThat(Story.parse("a cat").phrases()).hasSize(1);
  }

  @Test
  void a_weight_that_is_none_is_refused_in_any_phrase() {
    assertThatThrownBy(() -> Story.parse("a seed^a tree:much"))
        .isInstanceOf(CannotBeginException.class);
  }

  @Test
  void phrases_share_the_iterations_evenly_or_change_as_often_as_somebody_says() {
    assertThat(told("30", "0")).containsExactly(0, 0, 1, 1, 2);
    assertThat(told("30", "5")).containsExactly(0, 1, 0, 0, 2);
    assertThat(told("-1", "0")).containsExactly(0, 0, 0, 0, 0);
  }

  /** The phrase at some iterations: of three phrases, at 0, 5, 15, 19 and 29. */
  private static int[] told(String iterations, String changeEvery) {
    Descent options = Descent.of(Map.of("iterations", iterations, "change-every", changeEvery));
    List<PromptEmbeddings> phrases = List.of(phrase(), phrase(), phrase());
    return IntStream.of(0, 5, 15, 19, 29)
        .map(done -> phrases.indexOf(at(done, options, phrases).prompts()))
        .toArray();
  }

  private static PromptEmbeddings phrase() {
    return new PromptEmbeddings.Collector().add(new float[1], 1, 1, NEVER).all();
  }

  private static RequestDescent at(int done, Descent options, List<PromptEmbeddings> phrases) {
    PictureDescent picture = new PictureDescent(options, 1, 0, new float[1], 1);
    picture.resume(new SavedDescent.Picture(new Tones(0, 0), new float[1], new float[2][1]), done);
    Request request = new Request("r", "a", 1, 1, options, Beginning.NOISE);
    return new RequestDescent(request, options, options.size(), phrases, List.of(picture), 0);
  }
}
