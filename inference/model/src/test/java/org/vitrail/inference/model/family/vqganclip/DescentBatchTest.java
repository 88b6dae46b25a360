package org.vitrail.inference.model.family.vqganclip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tokens.Company;

/**
 * What a person relies on, with pictures of a few tokens. Networks that nobody trained keep the
 * account of them as well; the bundled ones know what is red, and what a prompt means.
 */
@Tag("slow")
class DescentBatchTest {
  private static VqganClipModel model;
  private static VqganClipModel trained;

  @BeforeContainer
  static void load() {
    model = open(TinyModel.files("tiny"));
    trained = open(BundledGolden.files().folder());
  }

  private static VqganClipModel open(ModelFolder folder) {
    return VqganClipModel.open(new VqganClipFiles(folder), RunOptions.REFERENCE, Concepts.NONE);
  }

  @AfterContainer
  static void close() {
    model.close();
    trained.close();
  }

  @Property(tries = 2)
  void a_request_finds_the_same_pictures_alone_and_among_others_that_come_and_go(
      @ForAll Random random) {
    List<Request> requests = new ArrayList<>();
    Map<String, List<byte[]>> expected = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      Request request = request("r" + i, random);
      requests.add(request);
      expected.put("r" + i, drawn(request).states());
    }

    Map<String, Drawn> drawn =
        Company.draw(model.newBatch(6), requests, DescentBatchTest::request, random);

    expected.forEach(
        (id, states) ->
            assertThat(drawn.get(id).states()).as(id).containsExactlyElementsOf(states));
  }

  private static Request request(String id, Random random) {
    String preset = random.nextBoolean() ? "crowson" : "nerdyrodent";
    Map<String, String> options =
        Map.of(
            "preset",
            preset,
            "iterations",
            Integer.toString(1 + random.nextInt(3)),
            "width",
            Integer.toString(32 + 8 * random.nextInt(3)),
            "height",
            "40",
            "cuts",
            "2",
            "learning-rate",
            ".3");
    return new Request(
        id,
        "a red apple:2 | a cat:-1",
        1 + random.nextInt(2),
        random.nextLong(),
        Descent.of(options),
        Beginning.NOISE);
  }

  @Example
  void another_seed_and_another_picture_of_a_request_are_others() {
    List<byte[]> states = drawn(request("r", 2, 7, Map.of())).states();

    assertThat(drawn(request("s", 2, 7, Map.of())).states()).containsExactlyElementsOf(states);
    assertThat(states.get(0)).isNotEqualTo(states.get(1));
    assertThat(drawn(request("r", 1, 8, Map.of())).states().get(0)).isNotEqualTo(states.get(0));
    assertThat(drawn(request("r", 1, 7, Map.of())).states().get(0)).isEqualTo(states.get(0));
  }

  @Example
  void a_request_that_was_saved_goes_on_where_it_was() {
    for (String optimiser : List.of("adam", "adamw", "radam", "adagrad", "rmsprop")) {
      Map<String, String> options =
          Map.of(
              "optimiser", optimiser, "iterations", "3", "init-weight", ".5", "init-pull", "start");
      Request whole = request("r", 1, 3, options);
      Batch batch = model.newBatch(1);
      batch.join(whole);
      batch.step();
      batch.step();
      byte[] saved = batch.save("r").orElseThrow();
      batch.step();

      Batch another = model.newBatch(1);
      another.join(begun(whole, new Beginning.Resumed(saved, Beginning.NOISE)));

      assertThat(another.progress("r")).isEqualTo(new DrawProgress(2, 3));
      assertThat(finished(another).states())
          .as(optimiser)
          .containsExactlyElementsOf(drawn(whole).states());
    }
  }

  @Example
  void what_was_saved_of_another_request_or_is_damaged_is_begun_anew() {
    Request request = request("r", 1, 3, Map.of());
    Batch batch = model.newBatch(1);
    batch.join(request);
    batch.step();
    byte[] saved = batch.save("r").orElseThrow();
    byte[] otherVersion = saved.clone();
    otherVersion[0] = 9;
    Request other = request("r", 1, 3, Map.of("learning-rate", ".01"));

    for (byte[] useless : List.of(new byte[0], otherVersion, new byte[64], cut(saved))) {
      assertThatNothingIsDone(begun(request, new Beginning.Resumed(useless, Beginning.NOISE)));
    }
    assertThatNothingIsDone(begun(other, new Beginning.Resumed(saved, Beginning.NOISE)));
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 4);
  }

  private static void assertThatNothingIsDone(Request request) {
    Batch batch = model.newBatch(1);
    batch.join(request);
    assertThat(batch.progress("r").done()).isZero();
  }

  @Example
  void a_request_can_be_ended_early_with_what_is_there_or_left() {
    Batch batch = model.newBatch(4);
    batch.join(request("r", 1, 3, Map.of("iterations", "-1")));
    batch.join(request("s", 1, 4, Map.of()));
    batch.step();

    assertThat(batch.progress("r")).isEqualTo(new DrawProgress(1, Descent.MOST_ITERATIONS));
    Drawn ended = batch.endEarly("r").orElseThrow();
    batch.leave("s");

    assertThat(ended.states())
        .containsExactlyElementsOf(drawn(request("t", 1, 3, Map.of("iterations", "1"))).states());
    assertThat(ended.pictures().get(0).width()).isEqualTo(32);
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.freeImages()).isEqualTo(4);
    assertThatThrownBy(() -> batch.endEarly("r")).isInstanceOf(NoSuchElementException.class);
  }

  @Example
  void a_preview_is_what_was_there_at_the_last_iteration_to_be_seen() {
    Batch batch = model.newBatch(1);
    batch.join(request("r", 1, 3, Map.of("iterations", "5", "every", "2")));
    assertThat(batch.preview("r")).isEmpty();
    List<Pixels> seen = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batch.step();
      seen.add(batch.preview("r").orElseThrow().get(0));
    }

    assertThat(seen.get(1)).isSameAs(seen.get(0));
    assertThat(seen.get(2)).isNotEqualTo(seen.get(0));
    assertThat(seen.get(3)).isSameAs(seen.get(2));
    // At the beginning: the codes that were drawn, painted as a finished picture's are.
    Pixels begun = drawnEarly(request("r", 1, 3, Map.of())).pictures().get(0);
    assertThat(difference(seen.get(0), begun)).isLessThan(1);
    assertThat(difference(seen.get(2), begun)).isGreaterThan(1);
  }

  /** Nothing done. */
  private static Drawn drawnEarly(Request request) {
    return drawnEarly(model, request);
  }

  private static Drawn drawnEarly(VqganClipModel model, Request request) {
    Batch batch = model.newBatch(1);
    batch.join(request);
    return batch.endEarly("r").orElseThrow();
  }

  @Example
  void pictures_begin_like_one_that_is_sent_and_like_one_that_was_found_before() {
    Drawn found = drawn(trained, request("r", 1, 3, Map.of()));
    Request varied =
        begun(request("r", 1, 9, Map.of("width", "0", "height", "0")), found.states().get(0));
    Pixels picture = found.pictures().get(0);
    Request sent = begun(request("r", 1, 9, Map.of()), new Beginning.Picture(picture));

    assertThat(drawnEarly(trained, varied).pictures()).isEqualTo(found.pictures());
    assertThat(difference(drawnEarly(trained, sent).pictures().get(0), picture)).isLessThan(40);
  }

  private static Request begun(Request request, byte[] state) {
    return begun(request, new Beginning.Relative(state));
  }

  @Example
  void what_is_of_no_use_to_begin_with_is_refused() {
    byte[] unknown = TokenState.of(new int[] {1, 2, 3, 5000}, 2);
    byte[] small = TokenState.of(new int[16], 4);

    assertThatRefused(begun(request("r", 1, 1, Map.of("width", "0", "height", "0")), unknown))
        .hasMessageStartingWith("The picture to begin from was drawn by another kind of model.");
    assertThatRefused(begun(request("r", 1, 1, Map.of("width", "48")), small))
        .hasMessageStartingWith("The picture to begin from has another size");
    assertThatRefused(request("r", 5, 1, Map.of()))
        .hasMessage("count: 5 is not allowed; give 1 to 4 with this model.");
    assertThatRefused(request("r", 1, 1, Map.of("width", "8")))
        .hasMessage("width: 8 is not allowed; give 32 to 2048.");
    assertThatThrownBy(
            () ->
                model
                    .newBatch(1)
                    .join(
                        new Request(
                            "r", "", 1, 1, new DrawOptions.Tokens(1, 1, 0, 1), Beginning.NOISE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AbstractThrowableAssert<?, ?> assertThatRefused(Request request) {
    return assertThatThrownBy(() -> model.newBatch(1).join(request))
        .isInstanceOf(CannotBeginException.class);
  }

  @Example
  void pictures_come_nearer_to_a_picture_that_is_shown_and_leave_one_to_get_away_from() {
    Pixels red = new Pixels(48, 48, colour(220, 30, 30));
    Map<String, String> options =
        Map.of("iterations", "12", "learning-rate", ".5", "cuts", "4", "cut-method", "original");
    Request near = shown(request("r", 1, 5, options), new ImagePrompt(red, 20));
    Request far = shown(request("r", 1, 5, options), new ImagePrompt(red, -20));

    double before = redness(drawnEarly(trained, near).pictures().get(0));
    double nearer = redness(drawn(trained, near).pictures().get(0));
    double farther = redness(drawn(trained, far).pictures().get(0));

    assertThat(nearer).isGreaterThan(before + 10);
    assertThat(farther).isLessThan(nearer - 10);
  }

  @Example
  void a_zoom_moves_what_is_to_be_seen_and_goes_on_from_there_as_it_was_saved() {
    Map<String, String> zoomed = Map.of("zoom", "1.2", "zoom-x", "4", "every", "2");
    Request request = request("r", 1, 3, zoomed);
    byte[] straight = drawn(request("r", 1, 3, Map.of("every", "2"))).states().get(0);
    List<byte[]> whole = drawn(request).states();
    Batch batch = model.newBatch(1);
    batch.join(request);
    batch.step();
    batch.step();
    batch.step();
    Pixels shown = batch.preview("r").orElseThrow().get(0);
    Pixels before = drawn(request("r", 1, 3, Map.of("iterations", "2"))).pictures().get(0);
    Batch another = model.newBatch(1);
    another.join(
        begun(request, new Beginning.Resumed(batch.save("r").orElseThrow(), Beginning.NOISE)));

    assertThat(whole.get(0)).isNotEqualTo(straight);
    assertThat(shown).isEqualTo(before);
    assertThat(finished(another).states()).containsExactlyElementsOf(whole);
  }

  @Example
  void pictures_begin_with_the_noise_that_is_asked_for() {
    byte[] codes = drawnEarly(request("r", 1, 3, Map.of())).states().get(0);
    Drawn gradient = drawnEarly(request("r", 1, 3, Map.of("init-noise", "gradient")));
    Drawn pixels = drawnEarly(request("r", 1, 3, Map.of("init-noise", "pixels")));

    assertThat(gradient.states().get(0)).isNotEqualTo(codes).isNotEqualTo(pixels.states().get(0));
    assertThat(pixels.states().get(0)).isNotEqualTo(codes);
  }

  @Example
  void a_story_ends_with_its_last_phrase() {
    Map<String, String> options = Map.of("iterations", "2");
    byte[] told = told("a red apple^a blue cat", options);

    assertThat(told).isNotEqualTo(told("a red apple", options));
    assertThat(told).isNotEqualTo(told("a blue cat", options));
    assertThat(told("a red apple^a blue cat", Map.of("iterations", "2", "change-every", "2")))
        .isEqualTo(told("a red apple", options));
  }

  private static byte[] told(String prompt, Map<String, String> options) {
    Request request = request("r", 1, 3, options);
    return drawn(new Request("r", prompt, 1, 3, request.options(), Beginning.NOISE))
        .states()
        .get(0);
  }

  @Example
  void a_noise_prompt_moves_pictures_by_its_own_seed() {
    byte[] without = drawn(request("r", 1, 3, Map.of())).states().get(0);
    byte[] one =
        drawn(request("r", 1, 3, Map.of("noise-weight", "5", "noise-seed", "1"))).states().get(0);
    byte[] other =
        drawn(request("r", 1, 3, Map.of("noise-weight", "5", "noise-seed", "2"))).states().get(0);

    assertThat(one).isNotEqualTo(without).isNotEqualTo(other);
  }

  /** Measured: .09 and .70. */
  @Example
  void a_picture_ends_far_more_like_its_prompt_than_it_began() {
    Map<String, String> options =
        Map.of("width", "40", "height", "40", "iterations", "16", "cuts", "4", "every", "100");
    Request request = request("r", 1, 1, options);

    float before = score(drawnEarly(trained, request));
    float after = score(drawn(trained, request));

    assertThat(before).isLessThan(.3f);
    assertThat(after).isGreaterThan(before + .3f);
  }

  private static float score(Drawn drawn) {
    return trained.finish(drawn, stage -> {}).get(0).score().value();
  }

  private static Request shown(Request request, ImagePrompt prompt) {
    return new Request(
        request.id(),
        request.prompt(),
        request.imageCount(),
        request.seed(),
        request.options(),
        request.beginning(),
        List.of(prompt));
  }

  private static byte[] colour(int red, int green, int blue) {
    byte[] rgb = new byte[3 * 48 * 48];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return rgb;
  }

  /** How much more red than green there is. */
  private static double redness(Pixels picture) {
    long sum = 0;
    byte[] rgb = picture.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      sum += (rgb[i] & 255) - (rgb[i + 1] & 255);
    }
    return 3.0 * sum / rgb.length;
  }

  private static double difference(Pixels one, Pixels other) {
    byte[] a = one.rgb();
    byte[] b = other.rgb();
    assertThat(a).hasSameSizeAs(b);
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return (double) sum / a.length;
  }

  private static Request request(String id, int count, long seed, Map<String, String> more) {
    Map<String, String> options = new HashMap<>();
    options.put("iterations", "4");
    options.put("width", "32");
    options.put("height", "32");
    options.put("cuts", "2");
    options.put("learning-rate", ".3");
    options.putAll(more);
    return new Request(id, "a red apple", count, seed, Descent.of(options), Beginning.NOISE);
  }

  private static Request begun(Request request, Beginning beginning) {
    return new Request(
        request.id(),
        request.prompt(),
        request.imageCount(),
        request.seed(),
        request.options(),
        beginning);
  }

  private static Drawn drawn(Request request) {
    return drawn(model, request);
  }

  private static Drawn drawn(VqganClipModel model, Request request) {
    Batch batch = model.newBatch(request.imageCount());
    batch.join(request);
    return finished(batch);
  }

  private static Drawn finished(Batch batch) {
    List<Drawn> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0);
  }
}
