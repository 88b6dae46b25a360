package org.vitrail.bot.core.command;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.vitrail.config.ModelEntry;
import org.vitrail.inference.protocol.Sampling;

/**
 * The models a person may choose from, with their defaults; knows nothing of their files.
 *
 * @param standard the one for requests that choose none
 */
public record ModelMenu(List<Item> items, Item standard) {

  /**
   * One model, and how it draws for those who choose nothing.
   *
   * @param harmless whether it can draw nothing that anybody would want hidden
   */
  public record Item(
      String id,
      String title,
      String description,
      Sampling sampling,
      int imageCount,
      boolean harmless) {}

  public ModelMenu {
    items = List.copyOf(items);
    if (!items.contains(standard)) {
      throw new IllegalArgumentException(
          "model.default: " + standard + " is not allowed; give one of " + ids(items) + ".");
    }
  }

  /**
   * @throws IllegalArgumentException when no entry has the id {@code standard}
   */
  public static ModelMenu of(Collection<ModelEntry> entries, String standard) {
    List<Item> items =
        entries.stream()
            .map(
                entry ->
                    new Item(
                        entry.id(),
                        entry.title(),
                        entry.description(),
                        new Sampling(
                            entry.defaults().guidance(),
                            entry.defaults().temperature(),
                            entry.defaults().topK(),
                            entry.defaults().topP()),
                        entry.defaults().imageCount(),
                        entry.harmless()))
            .toList();
    return new ModelMenu(
        items,
        items.stream()
            .filter(item -> item.id().equals(standard))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model.default: %s is not allowed; give one of %s."
                            .formatted(standard, ids(items)))));
  }

  public List<String> ids() {
    return items.stream().map(Item::id).toList();
  }

  /** The model of that id, case aside. */
  public Optional<Item> find(String id) {
    return items.stream().filter(item -> item.id().equalsIgnoreCase(id)).findFirst();
  }

  private static String ids(List<Item> items) {
    return String.join(", ", items.stream().map(Item::id).toList());
  }
}
