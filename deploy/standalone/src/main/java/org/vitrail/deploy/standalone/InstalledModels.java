package org.vitrail.deploy.standalone;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.sticker.CutoutNetwork;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.worker.AvailableCodec;
import org.vitrail.inference.worker.AvailableUpscaler;
import org.vitrail.inference.worker.ModelProvider;

/**
 * The models that this process draws with: those that its operator names, or all whose files are
 * here, those that are pulled while it runs among them. The standard one comes first.
 */
final class InstalledModels implements ModelProvider {
  private final ModelCatalogue catalogue;
  private final Settings settings;
  private final ModelShelf shelf;
  private final Concepts concepts;
  private final RunOptions runOptions;
  private final Map<String, OptionalLong> mostPixels = new ConcurrentHashMap<>();

  /**
   * @param concepts what pictures are searched for
   */
  InstalledModels(
      ModelCatalogue catalogue, Settings settings, ModelShelf shelf, Concepts concepts) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.shelf = shelf;
    this.concepts = concepts;
    this.runOptions = ModelLoader.runOptions(settings.worker());
  }

  /**
   * Whether what the operator names is here.
   *
   * @throws StandaloneException naming the command that gets what is missing
   */
  void requireHere() {
    List<String> named = settings.worker().modelIds();
    for (String id : named.isEmpty() ? List.of(settings.model().defaultId()) : named) {
      shelf.requireHere(catalogue.require(id));
    }
  }

  @Override
  public List<String> ids() {
    String standard = settings.model().defaultId();
    Set<String> ids = new LinkedHashSet<>();
    List<String> named = settings.worker().modelIds();
    if (named.isEmpty() || named.contains(standard)) {
      ids.add(standard);
    }
    if (named.isEmpty()) {
      catalogue.entries().stream().filter(shelf::isHere).map(ModelEntry::id).forEach(ids::add);
    }
    ids.addAll(named);
    return new ArrayList<>(ids);
  }

  @Override
  public long expectedBytes(String id) {
    ModelEntry entry = catalogue.require(id);
    ModelFolder files = ModelLoader.places(entry, shelf);
    long onGpu =
        ModelLoader.family(entry)
            .gpuNeed(files, runOptions, settings.worker().batchImages())
            .bytes();
    return onGpu > 0 ? onGpu : FileSizes.byteCount(Set.copyOf(files.roles().values()));
  }

  /** What the model's entry lets people choose. */
  @Override
  public List<ModelOption> offered(String id, List<ModelOption> own) {
    Map<String, AllowedValues> entry = catalogue.require(id).options();
    return own.stream()
        .filter(option -> entry.containsKey(option.name()))
        .flatMap(option -> OptionValues.within(option, entry.get(option.name())).stream())
        .toList();
  }

  @Override
  public List<String> languages(String id) {
    return catalogue.require(id).languages();
  }

  /** Of what this machine has, which is asked once: what is free of it changes all the time. */
  @Override
  public OptionalLong mostPixels(String id) {
    return mostPixels.computeIfAbsent(
        id, it -> ModelLoader.mostPixels(catalogue.require(it), shelf, runOptions));
  }

  @Override
  public List<AvailableUpscaler> upscalers() {
    return PulledUpscalers.of(catalogue, shelf, runOptions);
  }

  @Override
  public Optional<CutoutNetwork> openCutout() {
    return PulledCutout.file(catalogue, shelf).flatMap(file -> PulledCutout.open(file, runOptions));
  }

  @Override
  public List<AvailableCodec> codecs() {
    return PulledCodecs.of(catalogue, shelf, runOptions);
  }

  @Override
  public boolean bringsUpscaler(String id) {
    return ModelLoader.bringsUpscaler(catalogue.require(id), shelf);
  }

  @Override
  public ImageModel load(String id) {
    ModelEntry entry = catalogue.require(id);
    return ModelLoader.family(entry)
        .open(
            ModelLoader.files(entry, shelf), runOptions, concepts, settings.worker().batchImages());
  }
}
