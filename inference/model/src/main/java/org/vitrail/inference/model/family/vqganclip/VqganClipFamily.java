package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.RunOptions;

/** VQGAN+CLIP: pictures that are found by optimisation and not drawn. */
public final class VqganClipFamily implements ModelFamily {
  static final String NAME = "vqgan-clip";

  static final Set<Ability> ABILITIES =
      Set.of(Ability.VARY, Ability.IMAGE_PROMPTS, Ability.WEIGHTED_PROMPT, Ability.END_EARLY);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Ability> abilities() {
    return ABILITIES;
  }

  @Override
  public FileRoles files() {
    return VqganClipFiles.ROLES;
  }

  @Override
  public List<ModelOption> options() {
    return Descent.choices();
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return Descent.of(named);
  }

  @Override
  public GpuNeed gpuNeed(ModelFolder files, RunOptions options, int batchImages) {
    return VqganClipMemory.need(new VqganClipFiles(files), options);
  }

  @Override
  public OptionalLong memoryBytes(
      ModelFolder files, Map<String, Long> fileBytes, NumberBytes number, int batchImages) {
    return VqganClipMemory.find(new VqganClipFiles(files), fileBytes).stream()
        .mapToLong(memory -> memory.bytes(number))
        .findFirst();
  }

  @Override
  public OptionalLong mostPixels(ModelFolder files, RunOptions options) {
    return VqganClipMemory.mostPixels(new VqganClipFiles(files), options);
  }

  @Override
  public InstrumentedModel open(
      ModelFolder files, RunOptions options, Concepts concepts, int batchImages) {
    return VqganClipModel.open(new VqganClipFiles(files), options, concepts);
  }

  @Override
  public List<String> shapes() {
    return VqganClipShape.names();
  }

  @Override
  public InstrumentedModel untrained(String shape, ModelFolder lender, RunOptions options) {
    return VqganClipModel.random(VqganClipShape.of(shape), new VqganClipFiles(lender), options);
  }
}
