package org.vitrail.bot.command.catalogue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.ModelCost;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelPart;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.ServedModel.Cells;

/**
 * The models a person may choose from, with their defaults; knows nothing of their files. What
 * their workers announce holds, and the catalogue where none has announced anything yet. Those that
 * nobody draws with at the moment are known by name, but not offered. The standard one always is:
 * it is the one that this instance brings along. Safe for several threads.
 */
public final class ModelMenu {
  private static final String FALLBACK = "en";

  private final List<Item> all;
  private final Item standard;
  private final Function<String, ModelPresence> presence;
  private final Function<String, Optional<AnnouncedModel>> announced;
  private final Function<String, OptionalLong> mostPixels;
  private final List<ModelPart> parts;
  private final BiFunction<String, String, Optional<Proposals>> proposed;

  /** Each as it was announced last; workers say the same for as long as they live. */
  private final Map<String, Item> asAnnounced = new ConcurrentHashMap<>();

  /**
   * One model, and how it draws for those who choose nothing.
   *
   * @param options its own, by the names that people type
   * @param traits what is known of it before a worker says anything
   * @param announced what its workers say of it; empty while none has said anything
   */
  public record Item(
      String id,
      String title,
      String description,
      Map<String, AllowedValues> options,
      int imageCount,
      ModelTraits traits,
      Optional<AnnouncedModel> announced) {
    /** As the catalogue has it. */
    public Item(
        String id,
        String title,
        String description,
        Map<String, AllowedValues> options,
        int imageCount,
        boolean harmless) {
      this(
          id, title, description, options, imageCount, new ModelTraits(harmless), Optional.empty());
    }

    /** Whether it can draw nothing that anybody would want hidden. */
    public boolean harmless() {
      return traits.harmless();
    }

    /** Languages that it reads, as codes; empty where nobody says. */
    public List<String> languages() {
      return traits.languages();
    }

    /** What its iterations cost, where it draws by such. */
    public Optional<ModelCost> cost() {
      return traits.cost();
    }

    /** Columns and rows of its pictures; empty while nobody has announced them. */
    public Optional<Cells> cells() {
      return announced.flatMap(AnnouncedModel::cells);
    }

    /** What it can do; empty while nobody has announced it. */
    public Optional<Set<ModelAbility>> abilities() {
      return announced.map(AnnouncedModel::abilities);
    }

    /** In which ways its pictures can be enlarged; empty while nobody has announced them. */
    public List<ModelEnlargement> enlargements() {
      return announced.map(AnnouncedModel::enlargements).orElse(List.of());
    }

    /** The codecs that its workers put pictures through. */
    public List<String> codecs() {
      return announced.map(AnnouncedModel::codecs).orElse(List.of());
    }

    /** The codec that it optimises pictures in; empty for others. */
    public Optional<String> codec() {
      return traits.codec();
    }

    /** Whether an option of how it draws means something to it, as far as is known. */
    public boolean takes(String option) {
      if (option.equals(ModelTraits.CODEC_OPTION)) {
        return codec().isPresent();
      }
      return option.equals(AspectRatio.OPTION)
          ? !lacks(ModelAbility.ASPECT)
          : options.containsKey(option);
    }

    /** Whether it is known not to be able to. */
    public boolean lacks(ModelAbility ability) {
      return announced.isPresent() && !announced.get().abilities().contains(ability);
    }

    /** Whether it is known to be able to. */
    public boolean can(ModelAbility ability) {
      return announced.map(AnnouncedModel::abilities).orElse(traits.abilities()).contains(ability);
    }

    private Item as(AnnouncedModel said) {
      return new Item(
          id,
          title,
          description,
          said.narrowing(options),
          imageCount,
          traits.reading(said.languages()),
          Optional.of(said));
    }

    private Item of(ModelTraits.Family family) {
      return new Item(id, title, description, options, imageCount, traits.of(family), announced);
    }

    /**
     * The values of its options for those who choose none, where there is a choice: what has no
     * other value needs no telling, and a worker of the version before may not know it.
     */
    public Map<String, String> standards() {
      Map<String, String> standards = new LinkedHashMap<>();
      options.forEach(
          (name, values) -> {
            if (values.leavesChoice()) {
              standards.put(name, values.standardText());
            }
          });
      return standards;
    }
  }

  /**
   * All of which are drawn with.
   *
   * @param standard the one for requests that choose none
   */
  public ModelMenu(List<Item> items, Item standard) {
    this(
        items,
        standard,
        id -> ModelPresence.SERVED,
        id -> Optional.empty(),
        id -> OptionalLong.empty(),
        List.of(),
        (id, language) -> Optional.empty());
  }

  private ModelMenu(
      List<Item> items,
      Item standard,
      Function<String, ModelPresence> presence,
      Function<String, Optional<AnnouncedModel>> announced,
      Function<String, OptionalLong> mostPixels,
      List<ModelPart> parts,
      BiFunction<String, String, Optional<Proposals>> proposed) {
    this.all = List.copyOf(items);
    this.standard = standard;
    this.presence = presence;
    this.announced = announced;
    this.mostPixels = mostPixels;
    this.parts = List.copyOf(parts);
    this.proposed = proposed;
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
    return new ModelMenu(all, standard, presence, announced, mostPixels, parts, proposed);
  }

  /**
   * The same, but with what workers say of the models.
   *
   * @param announced tells it of a model's id, empty while nothing is known; asked anew each time
   */
  public ModelMenu announcing(Function<String, Optional<AnnouncedModel>> announced) {
    return new ModelMenu(all, standard, presence, announced, mostPixels, parts, proposed);
  }

  /**
   * The same where it is known how large pictures fit into the memory of their workers.
   *
   * @param mostPixels tells it of a model's id, empty while nothing is known; asked anew each time
   */
  public ModelMenu holding(Function<String, OptionalLong> mostPixels) {
    return new ModelMenu(all, standard, presence, announced, mostPixels, parts, proposed);
  }

  /**
   * The same with what an operator can pull besides models, whether it is here or not.
   *
   * @param parts of the catalogue, of those that do the same the best first
   */
  public ModelMenu pulling(List<ModelPart> parts) {
    return new ModelMenu(all, standard, presence, announced, mostPixels, parts, proposed);
  }

  /**
   * The same with what models could be asked for.
   *
   * @param proposed tells it of a model's id and a language's code, empty where nothing is known;
   *     asked anew each time
   */
  public ModelMenu proposing(BiFunction<String, String, Optional<Proposals>> proposed) {
    return new ModelMenu(all, standard, presence, announced, mostPixels, parts, proposed);
  }

  /**
   * The same where it is known what models can do as all of their families can.
   *
   * @param family tells it of a model's id
   */
  public ModelMenu knowing(Function<String, ModelTraits.Family> family) {
    List<Item> known = all.stream().map(item -> item.of(family.apply(item.id()))).toList();
    Item own = known.get(all.indexOf(standard));
    return new ModelMenu(known, own, presence, announced, mostPixels, parts, proposed);
  }

  /** What an operator would have to pull for such an enlargement. */
  public Optional<String> upscaler(OptionalInt factor, boolean denoises) {
    return parts.stream()
        .filter(part -> part.enlarges(factor, denoises))
        .map(ModelPart::id)
        .findFirst();
  }

  /** Whether an operator could pull a codec of that name. */
  public boolean hasCodecToPull(String id) {
    return parts.stream().anyMatch(part -> part.codec().isPresent() && part.id().equals(id));
  }

  /** The codecs that pictures can be optimised in now. */
  public List<String> descentCodecs() {
    return items().stream().flatMap(item -> item.codec().stream()).distinct().toList();
  }

  /** The codecs that pictures can go through now. */
  public List<String> codecs() {
    return items().stream().flatMap(item -> item.codecs().stream()).distinct().sorted().toList();
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
                        new ModelTraits(
                            entry.harmless(),
                            entry.languages(),
                            entry.cost(),
                            Set.of(),
                            Optional.empty()),
                        Optional.empty()))
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
    return asAnnounced(standard);
  }

  /**
   * What a model could be asked for in a language, or else in English; none where nobody says
   * anything, as of models that draw nearly all there is.
   */
  public Proposals proposals(String id, String language) {
    return proposed
        .apply(id, language)
        .or(() -> proposed.apply(id, FALLBACK))
        .orElse(Proposals.NONE);
  }

  /** Whether it is the one for requests that choose none. */
  public boolean isStandard(Item item) {
    return item.id().equals(standard.id());
  }

  /** What is offered now. */
  public List<Item> items() {
    return all.stream().filter(this::isOffered).map(this::asAnnounced).toList();
  }

  /** The ids of what is offered now. */
  public List<String> ids() {
    return items().stream().map(Item::id).toList();
  }

  /** Every model with a name, offered or not. */
  public List<Item> all() {
    return all.stream().map(this::asAnnounced).toList();
  }

  /** The same as the catalogue has them, whatever workers say. */
  public List<Item> catalogued() {
    return all;
  }

  /** The model of that id, case aside, offered or not. */
  public Optional<Item> find(String id) {
    return all.stream()
        .filter(item -> item.id().equalsIgnoreCase(id))
        .findFirst()
        .map(this::asAnnounced);
  }

  /** Whether somebody draws with it, so that a job for it does not wait for nobody. */
  public boolean isOffered(Item item) {
    return isStandard(item) || presence(item) == ModelPresence.SERVED;
  }

  /** Whether somebody draws with it, and if not, why. */
  public ModelPresence presence(Item item) {
    return presence.apply(item.id());
  }

  /**
   * The most pixels that a picture of it can have in the memory of its workers; empty while nothing
   * is known.
   */
  public OptionalLong mostPixels(Item item) {
    return mostPixels.apply(item.id());
  }

  private Item asAnnounced(Item item) {
    Optional<AnnouncedModel> said = announced.apply(item.id());
    if (said.isEmpty()) {
      return item;
    }
    Item last = asAnnounced.get(item.id());
    if (last != null && last.announced().equals(said)) {
      return last;
    }
    Item now = item.as(said.get());
    asAnnounced.put(item.id(), now);
    return now;
  }

  private static String ids(List<Item> items) {
    return String.join(", ", items.stream().map(Item::id).toList());
  }
}
