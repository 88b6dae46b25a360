package org.vitrail.inference.model.family.dallemini;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.transformer.Drawing;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.transformer.LogitsListener;

/** Requests that the transformer draws now, with the pictures that their tokens stand for. */
public final class DalleMiniBatch implements Batch {
  private final DalleMiniModel model;
  private final DrawingBatch drawings;
  private final Map<String, Request> requests = new HashMap<>();

  DalleMiniBatch(DalleMiniModel model, DrawingBatch drawings) {
    this.model = model;
    this.drawings = drawings;
  }

  /** Shows the logits of every step to a listener from now on. */
  public void listen(LogitsListener listener) {
    drawings.listen(listener);
  }

  @Override
  public int freeImages() {
    return drawings.freeImages();
  }

  @Override
  public boolean isEmpty() {
    return drawings.isEmpty();
  }

  @Override
  public void join(Request request) {
    drawings.join(model.prepare(request));
    requests.put(request.id(), request);
  }

  @Override
  public List<Drawn> step() {
    List<Drawn> complete = new ArrayList<>();
    for (Drawing drawing : drawings.step()) {
      Request request = requests.remove(drawing.request().id());
      complete.add(new DrawnTokens(request, drawing.tokens()));
    }
    return complete;
  }

  @Override
  public void leave(String requestId) {
    drawings.leave(requestId);
    requests.remove(requestId);
  }

  @Override
  public DrawProgress progress(String requestId) {
    Drawing drawing = drawings.drawing(requestId);
    return new DrawProgress(drawing.position(), drawing.tokenCount());
  }

  /** From the second row of tokens on: before it, a picture is one colour. */
  @Override
  public Optional<List<Pixels>> preview(String requestId) {
    Drawing drawing = drawings.drawing(requestId);
    return drawing.position() > model.imageTokenSide()
        ? Optional.of(model.decode(drawing.tokens()))
        : Optional.empty();
  }

  /** Pictures that are decoded when somebody asks for them. */
  private final class DrawnTokens implements Drawn {
    private final Request request;
    private final int[][] tokens;

    DrawnTokens(Request request, int[][] tokens) {
      this.request = request;
      this.tokens = tokens;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public List<Pixels> pictures() {
      return model.decode(tokens);
    }

    @Override
    public List<byte[]> states() {
      return Arrays.stream(tokens).map(TokenState::of).toList();
    }
  }
}
