package org.vitrail.bot.command.catalogue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.OptionRange;

/**
 * The models a person may choose from, with their defaults; knows nothing of their files. Those
 * that nobody draws with at the moment are known by name, but not offered. The standard one always
 * is: it is the one that this instance brings along. Safe for several threads.
 */
public final class ModelMenu {
  private final List<Item> all;
  private final Item standard;
  private final Function<String, ModelPresence> presence;

  /**
   * One model, and how it draws for those who choose nothing.
   *
   * @param options its own, by the names that people type
   * @param harmless whether it can draw nothing that anybody would want hidden
   */
  public record Item(
      String id,
      String title,
      String description,
      Map<String, OptionRange> options,
      int imageCount,
      boolean harmless) {
    /** The values of all its options for those who choose none. */
    public Map<String, String> standards() {
      Map<String, String> standards = new LinkedHashMap<>();
      options.forEach((name, range) -> standards.put(name, range.standard().toPlainString()));
      return standards;
    }
  }

  /**
   * All of which are drawn with.
   *
   * @param standard the one for requests that choose none
   */
  public ModelMenu(List<Item> items, Item standard) {
    this(items, standard, id -> ModelPresence.SERVED);
  }

  private ModelMenu(List<Item> items, Item standard, Function<String, ModelPresence> presence) {
    this.all = List.copyOf(items);
    this.standard = standard;
    this.presence = presence;
    if (!all.contains(standard)) {
      throw new IllegalArgumentException(
          "model.default: " + standard + " is not allowed; give one of " + ids(all) + ".");
    }
  }

  /**
   * The same, but offering only what is drawn with.
   *
   * @param presence tells it of a model's id; asked anew each time
   */
  public ModelMenu offering(Function<String, ModelPresence> presence) {
    return new ModelMenu(all, standard, presence);
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
                        entry.options(),
                        entry.imageCount(),
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

  /** The one for requests that choose none. */
  public Item standard() {
    return standard;
  }

  /** What is offered now. */
  public List<Item> items() {
    return all.stream().filter(this::isOffered).toList();
  }

  /** The ids of what is offered now. */
  public List<String> ids() {
    return items().stream().map(Item::id).toList();
  }

  /** Every model with a name, offered or not. */
  public List<Item> all() {
    return all;
  }

  /** The model of that id, case aside, offered or not. */
  public Optional<Item> find(String id) {
    return all.stream().filter(item -> item.id().equalsIgnoreCase(id)).findFirst();
  }

  /** Whether somebody draws with it, so that a job for it does not wait for nobody. */
  public boolean isOffered(Item item) {
    return item.equals(standard) || presence(item) == ModelPresence.SERVED;
  }

  /** Whether somebody draws with it, and if not, why. */
  public ModelPresence presence(Item item) {
    return presence.apply(item.id());
  }

  private static String ids(List<Item> items) {
    return String.join(", ", items.stream().map(Item::id).toList());
  }
}
