package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.tensor.ModelMemory;

/** Which models are kept in memory. */
class ModelPoolTest {
  /** Of the process without models, see {@link FakeModels}. */
  private static final long BEFORE = 1000;

  private final FakeModels models = new FakeModels(BEFORE + 1000);

  @Test
  void models_that_fit_stay_loaded() {
    ModelPool pool =
        pool(models.with("a", 300).with("b", 300).with("c", 200), OptionalLong.empty());

    for (String id : List.of("a", "b", "c", "a", "b", "c")) {
      pool.open(id);
    }

    assertThat(models.events).containsExactly("+a", "+b", "+c");
    assertThat(pool.loaded()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void the_one_used_longest_ago_makes_room() {
    ModelPool pool =
        pool(models.with("a", 400).with("b", 400).with("c", 400), OptionalLong.of(800));
    pool.open("a");
    pool.open("b");
    pool.open("a");

    pool.open("c");

    assertThat(models.events).containsExactly("+a", "+b", "-b", "+c");
  }

  @Test
  void a_guess_that_was_too_small_is_corrected_by_what_is_measured() {
    ModelPool pool = pool(models.with("a", 400).with("b", 500), OptionalLong.of(800));
    pool.open("a");

    // b was taken for 250 bytes: only once it is loaded it is seen that both are too much.
    pool.open("b");
    pool.open("a");
    pool.open("b");

    assertThat(models.events).containsExactly("+a", "+b", "-a", "-b", "+a", "-a", "+b");
  }

  @Test
  void what_a_model_takes_while_it_draws_counts_the_next_time() {
    ModelPool pool = pool(models.with("a", 300, 300).with("b", 300), OptionalLong.of(700));
    draw(pool.open("a"));
    pool.measure("a");

    pool.open("b");

    assertThat(models.events).containsExactly("+a", "-a", "+b");
  }

  @Test
  void one_that_is_larger_than_the_limit_is_loaded_alone() {
    ModelPool pool = pool(models.with("a", 300).with("b", 900), OptionalLong.of(400));
    pool.open("a");

    pool.open("b");

    assertThat(pool.loaded()).containsExactly("b");
  }

  @Test
  void where_nobody_tells_what_is_left_one_model_is_loaded_at_a_time() {
    ModelMemory silent =
        new ModelMemory() {
          @Override
          public OptionalLong used() {
            return OptionalLong.empty();
          }

          @Override
          public OptionalLong available() {
            return OptionalLong.empty();
          }

          @Override
          public void giveBack() {}
        };
    models.with("a", 1).with("b", 1);
    ModelPool pool = new ModelPool(models, ModelPoolTest::runner, silent, OptionalLong.empty());

    pool.open("a");
    pool.open("b");

    assertThat(pool.loaded()).containsExactly("b");
  }

  @Test
  void when_loading_runs_out_of_memory_all_others_make_room() {
    ModelPool pool =
        pool(models.with("a", 300).with("b", 300).with("c", 800), OptionalLong.empty());
    pool.open("a");
    pool.open("b");

    // The guess of 400 is more than seven eighths of what is left once a is gone, but not of the
    // rest.
    pool.open("c");

    assertThat(pool.loaded()).containsExactly("c");
  }

  @Test
  void a_model_without_memory_for_its_batch_is_loaded_again_once_all_others_made_room() {
    models.with("a", 300).with("b", 300);
    ModelPool pool =
        new ModelPool(
            models,
            model -> {
              if (model.facts().id().equals("b") && !models.events.contains("-a")) {
                throw new IllegalStateException("CUDA out of memory. Tried to allocate 20 MiB");
              }
              return runner(model);
            },
            models,
            OptionalLong.empty());
    pool.open("a");

    pool.open("b");

    assertThat(models.events).containsExactly("+a", "+b", "-b", "-a", "+b");
    assertThat(pool.loaded()).containsExactly("b");
  }

  @Test
  void a_model_that_is_broken_says_why_and_leaves_others_alone() {
    ModelPool pool = pool(models.with("a", 300).with("b", 300), OptionalLong.empty());
    pool.open("a");
    models.breakDown("b");

    assertThatThrownBy(() -> pool.open("b")).hasMessage("b: was cut short.");

    assertThat(pool.loaded()).containsExactly("a");
  }

  @Test
  void however_they_are_asked_for_models_never_take_more_than_the_limit_once_all_were_measured() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      FakeModels some = new FakeModels(BEFORE + 100_000);
      Map<String, Long> sizes = new HashMap<>();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 2 + random.nextInt(4); i++) {
        ids.add("m" + i);
        sizes.put("m" + i, 100L + random.nextInt(400));
        some.with("m" + i, sizes.get("m" + i));
      }
      long limit = 500 + random.nextInt(1000);
      ModelPool pool = pool(some, OptionalLong.of(limit));
      ids.forEach(pool::open);
      for (int i = 0; i < 100; i++) {
        String id = ids.get(random.nextInt(ids.size()));
        pool.open(id);
        assertThat(pool.loaded()).contains(id);
        assertThat(pool.loaded().stream().mapToLong(sizes::get).sum())
            .as("seed %d", seed)
            .isLessThanOrEqualTo(limit);
      }
    }
  }

  private static ModelPool pool(FakeModels models, OptionalLong limit) {
    return new ModelPool(models, ModelPoolTest::runner, models, limit);
  }

  private static ModelRunner runner(ImageModel model) {
    return new ModelRunner(model, null, null, null, null, null, null);
  }

  private static void draw(ModelRunner runner) {
    runner
        .model()
        .newBatch(9)
        .join(new Request("r", "a cat", 1, 1, new Tokens(1, 1, 1, 1), Beginning.NOISE));
  }
}
