package org.vitrail.inference.model.lexicon;

import java.util.List;

/**
 * What a model could be asked for, in one language.
 *
 * @param prompts whole ones, which come out well
 * @param things that it was taught, by the names that it knows
 * @param phrases that it knows around a thing, with {@code {}} where that stands
 */
public record Proposals(List<String> prompts, List<String> things, List<String> phrases) {
  public Proposals {
    prompts = List.copyOf(prompts);
    things = List.copyOf(things);
    phrases = List.copyOf(phrases);
  }
}
