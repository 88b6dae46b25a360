package org.vitrail.inference.worker;

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
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.upscaling.Upscaler;

/**
 * A model that is loaded once for all tests: a worker that lets go of it leaves it to the next one,
 * as loading takes longer than most of what tests do with it.
 */
final class SharedModel implements ImageModel {
  private static final int IMAGES = 8;

  private final ImageModel loaded;

  private SharedModel(ImageModel loaded) {
    this.loaded = loaded;
  }

  /** The bundled one, for one worker at a time. */
  static ModelProvider bundled() {
    return ModelProvider.of(BundledModel.ID, () -> new SharedModel(Bundled.LOADED));
  }

  /** One in its place that draws noise of the same size, soon; for one worker at a time. */
  static ModelProvider tiny() {
    return ModelProvider.of(BundledModel.ID, () -> new SharedModel(Tiny.LOADED));
  }

  private static final class Bundled {
    static final ImageModel LOADED = open(BundledGolden.files().folder());
  }

  private static final class Tiny {
    static final ImageModel LOADED = open(TinyModel.files(BundledModel.ID));
  }

  private static ImageModel open(ModelFolder files) {
    return Family.DALLE_MINI.get().open(files, RunOptions.REFERENCE, Concepts.NONE, IMAGES);
  }

  @Override
  public ModelFacts facts() {
    return loaded.facts();
  }

  @Override
  public String runsOn() {
    return loaded.runsOn();
  }

  @Override
  public List<ModelOption> options() {
    return loaded.options();
  }

  @Override
  public DrawOptions drawOptions(Map<String, String> named) {
    return loaded.drawOptions(named);
  }

  @Override
  public Batch newBatch(int imageCapacity) {
    return loaded.newBatch(imageCapacity);
  }

  @Override
  public List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages) {
    return loaded.finish(drawn, stages);
  }

  @Override
  public List<Map<String, Float>> concerns(List<Pixels> pictures) {
    return loaded.concerns(pictures);
  }

  @Override
  public Upscaler upscaler() {
    return loaded.upscaler();
  }

  @Override
  public void close() {
    // The next worker goes on with it.
  }
}
