package org.vitrail.inference.model.family.rudalle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
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

/** ruDALL-E: Malevich, Emojich, Surrealist, Kandinsky 12B. */
public final class RudalleFamily implements ModelFamily {
  static final String NAME = "rudalle";

  /** How it draws where nobody chooses: the first that its authors recommend. */
  static final Tokens STANDARD = new Tokens(1, 1, 2048, .995f);

  /** It was trained with prompts alone and knows no picture without one. */
  private static final Set<String> NAMES = Set.of("temperature", "top-k", "top-p");

  private static final List<Ranking> RANKINGS = List.of(Ranking.RUCLIP, Ranking.PERPLEXITY);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FileRoles files() {
    return RudalleFiles.ROLES;
  }

  @Override
  public List<ModelOption> options() {
    return options(RudalleConfig.MALEVICH.imageVocabularySize(), RANKINGS);
  }

  @Override
  public List<ModelOption> options(Set<String> roles) {
    return options(
        RudalleConfig.MALEVICH.imageVocabularySize(), rankings(roles.contains(RudalleFiles.CLIP)));
  }

  /** What may order the pictures of a model with or without a ruCLIP. */
  static List<Ranking> rankings(boolean hasRuClip) {
    return hasRuClip ? RANKINGS : List.of(Ranking.PERPLEXITY);
  }

  static List<ModelOption> options(int codeCount, List<Ranking> rankings) {
    List<ModelOption> options =
        STANDARD.choices(codeCount).stream()
            .filter(option -> NAMES.contains(option.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    options.add(Ranking.option(rankings));
    options.add(PictureOptions.CROP);
    return options;
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return chosen(named, RANKINGS);
  }

  /**
   * @param rankings what may order the pictures
   */
  static Tokens chosen(Map<String, String> named, List<Ranking> rankings) {
    List<String> own = options(1, rankings).stream().map(ModelOption::name).toList();
    for (String name : named.keySet()) {
      if (!own.contains(name) && !name.equals(PictureOptions.ASPECT)) {
        throw new IllegalArgumentException(
            name + ": this model has no such option; its own are " + String.join(", ", own) + ".");
      }
    }
    Optional.ofNullable(named.get(Ranking.OPTION)).ifPresent(it -> Ranking.of(it, rankings));
    return STANDARD.with(named);
  }

  @Override
  public GpuNeed gpuNeed(ModelFolder files, RunOptions options, int batchImages) {
    return RudalleMemory.need(new RudalleFiles(files), options, batchImages);
  }

  @Override
  public OptionalLong memoryBytes(
      ModelFolder files, Map<String, Long> fileBytes, NumberBytes number, int batchImages) {
    return RudalleMemory.find(new RudalleFiles(files), fileBytes).stream()
        .mapToLong(memory -> memory.bytes(number, batchImages))
        .findFirst();
  }

  @Override
  public InstrumentedModel open(
      ModelFolder files, RunOptions options, Concepts concepts, int batchImages) {
    return RudalleModel.open(new RudalleFiles(files), options, batchImages);
  }

  @Override
  public List<String> shapes() {
    return PublishedRudalle.names();
  }

  @Override
  public InstrumentedModel untrained(String shape, ModelFolder lender, RunOptions options) {
    return RudalleModel.random(PublishedRudalle.of(shape), new RudalleFiles(lender), options);
  }
}
