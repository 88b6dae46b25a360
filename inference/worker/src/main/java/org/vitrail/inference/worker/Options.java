package org.vitrail.inference.worker;

import java.util.Map;
import org.vitrail.inference.protocol.ImageTask.Draw;

/** The options of a job, by the names that models know. */
final class Options {
  private Options() {}

  static Map<String, String> named(Draw draw) {
    return Map.of(
        "guidance", Float.toString(draw.sampling().guidance()),
        "temperature", Float.toString(draw.sampling().temperature()),
        "top-k", Integer.toString(draw.sampling().topK()),
        "top-p", Float.toString(draw.sampling().topP()));
  }
}
