package org.vitrail.inference.model.family.vqganclip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.image.Pixels;
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
    int count = drawn.states().size();
    float[] objective = new float[values.size()];
    for (int i = 0; i < objective.length; i++) {
      objective[i] = values.get(i);
    }
    tensors.put("objective", objective, objective.length / count, count);
    int[] tokens =
        drawn.states().stream().map(TokenState::tokens).flatMapToInt(Arrays::stream).toArray();
    tensors.put("image_tokens", tokens, count, tokens.length / count);
    List<Pixels> pictures = drawn.pictures();
    Pixels first = pictures.get(0);
    byte[] images = new byte[count * first.rgb().length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          pictures.get(i).rgb(), 0, images, i * first.rgb().length, first.rgb().length);
    }
    tensors.put("images", images, count, first.height(), first.width(), 3);
    tensors.write(file);
  }
}
