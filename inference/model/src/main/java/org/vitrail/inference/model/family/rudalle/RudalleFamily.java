package org.vitrail.inference.model.family.rudalle;

import java.util.List;
import java.util.Map;
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
    return options(RudalleConfig.MALEVICH.imageVocabularySize());
  }

  static List<ModelOption> options(int codeCount) {
    return STANDARD.choices(codeCount).stream()
        .filter(option -> NAMES.contains(option.name()))
        .toList();
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return chosen(named);
  }

  static Tokens chosen(Map<String, String> named) {
    for (String name : named.keySet()) {
      if (!NAMES.contains(name) && !name.equals(Tokens.ASPECT)) {
        throw new IllegalArgumentException(
            name
                + ": this model has no such option; its own are "
                + options(1).stream().map(ModelOption::name).collect(Collectors.joining(", "))
                + ".");
      }
    }
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
