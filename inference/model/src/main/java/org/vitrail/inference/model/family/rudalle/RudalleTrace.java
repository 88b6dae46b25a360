package org.vitrail.inference.model.family.rudalle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Trace;
import org.vitrail.inference.model.tokens.FirstLogits;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * {@code text_ids} (text), {@code logits} of the first drawn steps (step, image, vocabulary),
 * {@code image_tokens} (image, token), {@code images} (image, y, x, 3) at the model's own size,
 * {@code perplexities} (image). Images stand in the order drawn.
 */
final class RudalleTrace implements Trace {
  private final RudalleModel model;
  private final Request request;
  private final FirstLogits logits;
  private final SafetensorsWriter tensors = new SafetensorsWriter();

  /** Starts with what is known before the first token. */
  RudalleTrace(RudalleModel model, Request request) {
    this.model = model;
    this.request = request;
    this.logits = new FirstLogits(request.imageCount());
    long[] ids = model.encode(request.prompt());
    tensors.put("text_ids", Arrays.stream(ids).mapToInt(id -> (int) id).toArray(), ids.length);
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
    Trace.putPictures(tensors, drawn);
    tensors.put("perplexities", drawn.perplexities().orElseThrow(), count);
    tensors.write(file);
  }
}
