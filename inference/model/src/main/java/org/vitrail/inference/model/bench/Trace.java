package org.vitrail.inference.model.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.family.dallemini.DalleMiniModel;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.transformer.DrawRequest;
import org.vitrail.inference.model.transformer.LogitsListener;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * Every stage's tensors of one request, for comparing with a reference: {@code text_ids} (text),
 * {@code encoder_state} (text, width), {@code logits} of the first steps after guidance (step,
 * image, vocabulary), {@code image_tokens} (image, token), {@code images} (image, y, x, 3) at the
 * model's own size, {@code clip_scores} (image). Images stand in the order drawn.
 */
public final class Trace implements LogitsListener {
  private static final int TRACED_STEPS = 4;

  private final DrawRequest request;
  private final SafetensorsWriter tensors = new SafetensorsWriter();
  private float[] logits = new float[0];
  private int vocabularySize;

  /** Starts with what is known before the first token. */
  public Trace(DalleMiniModel model, Request drawn) {
    request = model.prepare(drawn);
    int[] ids = new int[request.textIds().length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) request.textIds()[i];
    }
    tensors.put("text_ids", ids, ids.length);
    try (TensorScope scope = model.engine().open()) {
      float[] state = model.transformer().encoderState(scope, request.textIds());
      tensors.put("encoder_state", state, ids.length, state.length / ids.length);
    }
  }

  @Override
  public void logits(String requestId, int imageIndex, int position, float[] values) {
    int step = position - request.keptTokens().length;
    if (!requestId.equals(request.id()) || step >= TRACED_STEPS) {
      return;
    }
    if (logits.length == 0) {
      vocabularySize = values.length;
      logits = new float[TRACED_STEPS * request.imageCount() * vocabularySize];
    }
    int at = (step * request.imageCount() + imageIndex) * vocabularySize;
    System.arraycopy(values, 0, logits, at, vocabularySize);
  }

  /** Adds what came out and writes the file, replacing an older one. */
  public void write(Path file, DalleMiniModel model, Drawn drawn) throws IOException {
    int[][] tokens = drawn.states().stream().map(TokenState::tokens).toArray(int[][]::new);
    int count = tokens.length;
    tensors.put("logits", logits, TRACED_STEPS, count, vocabularySize);
    int[] flatTokens = Arrays.stream(tokens).flatMapToInt(Arrays::stream).toArray();
    tensors.put("image_tokens", flatTokens, count, tokens[0].length);
    List<Pixels> pictures = drawn.pictures();
    Pixels first = pictures.get(0);
    byte[] images = new byte[count * first.rgb().length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          pictures.get(i).rgb(), 0, images, i * first.rgb().length, first.rgb().length);
    }
    tensors.put("images", images, count, first.height(), first.width(), 3);
    tensors.put("clip_scores", model.scores(drawn.request().prompt(), pictures), count);
    tensors.write(file);
  }
}
