package org.vitrail.inference.model.family.vqganclip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * {@code objective} (iteration, image) before each iteration, {@code image_tokens} (image, token)
 * and {@code images} (image, y, x, 3) at the end.
 */
final class VqganClipTrace implements Trace {
  private final VqganClipModel model;
  private final Request request;
  private final List<Float> values = new ArrayList<>();

  VqganClipTrace(VqganClipModel model, Request request) {
    this.model = model;
    this.request = request;
  }

  @Override
  public Batch batch() {
    return model.newBatch(request.imageCount(), (descent, value) -> values.add(value));
  }

  @Override
  public void write(Path file, Drawn drawn) throws IOException {
    SafetensorsWriter tensors = new SafetensorsWriter();
    int count = request.imageCount();
    float[] objective = new float[values.size()];
    for (int i = 0; i < objective.length; i++) {
      objective[i] = values.get(i);
    }
    tensors.put("objective", objective, objective.length / count, count);
    Trace.putPictures(tensors, drawn);
    tensors.write(file);
  }
}
