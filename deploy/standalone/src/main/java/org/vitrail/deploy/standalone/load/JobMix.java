package org.vitrail.deploy.standalone.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Says what the next person asks for, as they would type it. What is made of an earlier picture is
 * asked for once there are some; until then more is drawn. Safe for several threads.
 */
final class JobMix {
  private static final List<String> PROMPTS =
      List.of(
          "a red apple",
          "a blue star on a white background",
          "a green tree under a yellow sun",
          "an orange fish",
          "a purple flower on black",
          "a small house beside a large tree");

  private static final int REMEMBERED = 16;
  private static final int MOST_WIDE_PICTURES = 4;

  private final Map<LoadKind, Integer> weights = new EnumMap<>(LoadKind.class);
  private final int mostPictures;
  private final Random random;
  private final String[] drawn = new String[REMEMBERED];
  private int drawnCount;

  JobMix(LoadPlan plan) {
    plan.wishes().kinds().forEach(kind -> weights.put(kind, kind.weight()));
    mostPictures = plan.wishes().mostPictures();
    random = new Random(~plan.seed());
  }

  /** An order, as text. */
  record Order(LoadKind kind, String text) {}

  synchronized Order next() {
    LoadKind kind = kind();
    Optional<String> source =
        kind.needsPicture() && drawnCount > 0
            ? Optional.of(drawn[random.nextInt(Math.min(drawnCount, REMEMBERED))])
            : Optional.empty();
    String prompt = PROMPTS.get(random.nextInt(PROMPTS.size()));
    if (kind.needsPicture() && source.isEmpty()) {
      return new Order(LoadKind.DRAW, draw(prompt));
    }
    return new Order(
        kind,
        switch (kind) {
          case DRAW -> draw(prompt);
          case WIDE ->
              imagine(prompt, 1 + random.nextInt(Math.min(MOST_WIDE_PICTURES, mostPictures)))
                  + " --ar 2:1";
          case VARY, UPSCALE, STICKER -> "/" + kind + " " + source.orElseThrow() + " 1";
          case RECONSTRUCT -> "/reconstruct";
        });
  }

  private String draw(String prompt) {
    return imagine(prompt, 1 + random.nextInt(mostPictures));
  }

  private String imagine(String prompt, int count) {
    return "/imagine " + prompt + " --count " + count + " --seed " + random.nextInt(1 << 20);
  }

  private LoadKind kind() {
    int at = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (Map.Entry<LoadKind, Integer> each : weights.entrySet()) {
      at -= each.getValue();
      if (at < 0) {
        return each.getKey();
      }
    }
    throw new IllegalStateException("None of " + weights + " is chosen.");
  }

  /** A job has pictures of which more can be made; the latest few are remembered. */
  synchronized void drew(String jobId) {
    drawn[drawnCount++ % REMEMBERED] = jobId;
  }
}
