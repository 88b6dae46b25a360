package org.vitrail.inference.model.family.dallemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PictureOptions;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.RunOptions;

/** DALL·E mini, DALL·E mega and the bundled model. */
public final class DalleMiniFamily implements ModelFamily {
  static final String NAME = "dalle-mini";

  /** How it draws where nobody chooses: as the authors' notebook does. */
  static final Tokens STANDARD = new Tokens(10, 1, 50, 1);

  /** What may order its pictures; its network takes no account of how surprising they are. */
  private static final List<Ranking> RANKINGS = List.of(Ranking.CLIP);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FileRoles files() {
    return DalleMiniFiles.ROLES;
  }

  @Override
  public List<ModelOption> options() {
    return options(DalleMiniConfig.MINI.imageVocabularySize());
  }

  static List<ModelOption> options(int codeCount) {
    List<ModelOption> options = new ArrayList<>(STANDARD.choices(codeCount));
    options.add(Ranking.option(RANKINGS));
    return options;
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return chosen(named);
  }

  static Tokens chosen(Map<String, String> named) {
    if (named.containsKey(PictureOptions.CROP.name())) {
      throw new IllegalArgumentException(
          PictureOptions.CROP.name() + ": this model has no such option.");
    }
    Optional.ofNullable(named.get(Ranking.OPTION)).ifPresent(it -> Ranking.of(it, RANKINGS));
    return STANDARD.with(named);
  }

  @Override
  public GpuNeed gpuNeed(ModelFolder files, RunOptions options, int batchImages) {
    return DalleMiniMemory.need(new DalleMiniFiles(files), options, batchImages);
  }

  @Override
  public OptionalLong memoryBytes(
      ModelFolder files, Map<String, Long> fileBytes, NumberBytes number, int batchImages) {
    return DalleMiniMemory.find(new DalleMiniFiles(files), fileBytes).stream()
        .mapToLong(memory -> memory.bytes(number, batchImages))
        .findFirst();
  }

  @Override
  public InstrumentedModel open(
      ModelFolder files, RunOptions options, Concepts concepts, int batchImages) {
    return DalleMiniModel.open(new DalleMiniFiles(files), options, concepts, batchImages);
  }

  @Override
  public List<String> shapes() {
    return PublishedShape.names();
  }

  @Override
  public InstrumentedModel untrained(String shape, ModelFolder lender, RunOptions options) {
    return DalleMiniModel.random(PublishedShape.of(shape), new DalleMiniFiles(lender), options);
  }
}
