package org.vitrail.inference.model.family.dallemini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.tokens.FirstLogits;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * {@code text_ids} (text), {@code encoder_state} (text, width), {@code logits} of the first drawn
 * steps after guidance (step, image, vocabulary), {@code image_tokens} (image, token), {@code
 * images} (image, y, x, 3) at the model's own size, {@code clip_scores} (image). Images stand in
 * the order drawn.
 */
final class DalleMiniTrace implements Trace {
  private final DalleMiniModel model;
  private final Request request;
  private final SafetensorsWriter tensors = new SafetensorsWriter();
  private final FirstLogits logits;

  /** Starts with what is known before the first token. */
  DalleMiniTrace(DalleMiniModel model, Request request) {
    this.model = model;
    this.request = request;
    this.logits = new FirstLogits(request.imageCount());
    long[] ids = model.encode(request.prompt()).ids();
    tensors.put("text_ids", Arrays.stream(ids).mapToInt(id -> (int) id).toArray(), ids.length);
    try (TensorScope scope = model.engine().open()) {
      float[] state = model.network().encoderState(scope, ids);
      tensors.put("encoder_state", state, ids.length, state.length / ids.length);
    }
  }

  @Override
  public Batch batch() {
    TokenBatch batch = model.newBatch(request.imageCount());
    batch.listen(logits);
    return batch;
  }

  @Override
  public void write(Path file, Drawn drawn) throws IOException {
    int count = request.imageCount();
    tensors.put("logits", logits.values(), FirstLogits.STEPS, count, logits.vocabularySize());
    List<Pixels> pictures = Trace.putPictures(tensors, drawn);
    tensors.put("clip_scores", scores(pictures), count);
    tensors.write(file);
  }

  private float[] scores(List<Pixels> pictures) {
    return model.finishing().ranker().scores(request.prompt(), pictures);
  }
}
