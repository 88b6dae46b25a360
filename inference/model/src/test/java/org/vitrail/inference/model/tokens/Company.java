package org.vitrail.inference.model.tokens;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;

/** Draws requests beside others that come and go. */
public final class Company {
  private static final String CANCELLED = "cancelled";

  private Company() {}

  /** Makes a request of an id. */
  @FunctionalInterface
  public interface Requests {
    Request of(String id, Random random);
  }

  /**
   * Draws requests, each of which joins at a random step, while others join and are cancelled.
   *
   * @param others makes those
   * @return what was drawn, by the requests' ids
   */
  public static Map<String, Drawn> draw(
      Batch batch, List<Request> requests, Requests others, Random random) {
    List<Request> waiting = new ArrayList<>(requests);
    Map<String, Drawn> drawn = new HashMap<>();
    while (drawn.size() < requests.size()) {
      if (!waiting.isEmpty()
          && random.nextInt(3) == 0
          && waiting.get(0).imageCount() <= batch.freeImages()) {
        batch.join(waiting.remove(0));
      }
      if (random.nextInt(6) == 0 && batch.freeImages() > 2) {
        batch.join(others.of(CANCELLED, random));
      }
      if (random.nextInt(6) == 0) {
        batch.leave(CANCELLED);
      }
      batch.step().forEach(it -> drawn.put(it.request().id(), it));
      drawn.remove(CANCELLED);
    }
    return drawn;
  }
}
