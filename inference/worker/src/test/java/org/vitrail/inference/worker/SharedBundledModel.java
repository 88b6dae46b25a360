package org.vitrail.inference.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.DrawOptions;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelFacts;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.upscaling.Upscaler;

/**
 * The bundled model, loaded once for all tests: a worker that lets go of it leaves it to the next
 * one, as loading takes longer than most of what tests do with it.
 */
final class SharedBundledModel implements ImageModel {
  static final ModelFolder FILES = BundledModel.unpack(Path.of("target", "bundled-model"));

  private static final int IMAGES = 8;

  private static final ImageModel LOADED =
      Family.DALLE_MINI.get().open(FILES, RunOptions.REFERENCE, Concepts.NONE, IMAGES);

  /** For one worker at a time. */
  static ModelProvider provider() {
    return ModelProvider.of("bundled", SharedBundledModel::new);
  }

  @Override
  public ModelFacts facts() {
    return LOADED.facts();
  }

  @Override
  public String runsOn() {
    return LOADED.runsOn();
  }

  @Override
  public List<ModelOption> options() {
    return LOADED.options();
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return LOADED.drawOptions(named);
  }

  @Override
  public Batch newBatch(int imageCapacity) {
    return LOADED.newBatch(imageCapacity);
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    return LOADED.finish(drawn, stages);
  }

  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return LOADED.concerns(pictures);
  }

  @Override
  public Upscaler upscaler() {
    return LOADED.upscaler();
  }

  @Override
  public void close() {
    // The next worker goes on with it.
  }
}
