package org.vitrail.inference.model.family.dallemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PictureOptions;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Ranking;
import org.vitrail.inference.model.Wording;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.RunOptions;

/** DALL·E mini, DALL·E mega and the bundled model. */
public final class DalleMiniFamily implements ModelFamily {
  static final String NAME = "dalle-mini";

  /** How it draws where nobody chooses: as the authors' notebook does. */
  static final Tokens STANDARD =
      new Tokens(10, 1, 50, 1, RandomSource.GUMBEL, OptionalInt.empty(), PictureOptions.VARIED);

  /** What may order its pictures; its network takes no account of how surprising they are. */
  private static final List<Ranking> RANKINGS = List.of(Ranking.CLIP);

  private static final List<ModelOption> WORDING = List.of(Wording.VARIETY, Wording.LITERAL);

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
    return options(DalleMiniConfig.MINI.imageVocabularySize(), true);
  }

  @Override
  public List<ModelOption> options(Set<String> roles) {
    return options(
        DalleMiniConfig.MINI.imageVocabularySize(), roles.contains(DalleMiniFiles.LEXICON));
  }

  /**
   * @param knowsWords whether the model has a lexicon
   */
  static List<ModelOption> options(int codeCount, boolean knowsWords) {
    List<ModelOption> options = new ArrayList<>(STANDARD.choices(codeCount));
    options.add(Ranking.option(RANKINGS));
    if (knowsWords) {
      options.addAll(WORDING);
    }
    return options;
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return chosen(named, true);
  }

  static Tokens chosen(Map<String, String> named, boolean knowsWords) {
    List<ModelOption> others = new ArrayList<>(List.of(PictureOptions.CROP));
    if (!knowsWords) {
      others.addAll(WORDING);
    }
    for (ModelOption other : others) {
      if (named.containsKey(other.name())) {
        throw new IllegalArgumentException(other.name() + ": this model has no such option.");
      }
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
