package org.vitrail.inference.model.transformer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Pictures being drawn, token by token; knows nothing of text, pixels or queues. One thread.
 *
 * <p>In-flight batching (Yu et al., "Orca", OSDI 2022): a step draws one token for every picture of
 * every request, whatever their ages, so requests join and leave between steps and none waits for
 * another to finish. A request owns two groups of rows in the network, side by side: its pictures
 * with the prompt, and the same pictures without it, for guidance.
 */
public final class DrawingBatch {
  private final DalleMini network;
  private final TokenSampler sampler;
  private final int drawableTokenCount;
  private final int imageCapacity;
  private final List<Drawing> drawings = new ArrayList<>();
  private LogitsListener listener = (id, image, position, logits) -> {};

  /**
   * An empty batch; a network holds one batch at a time and drops what an older one left in it.
   *
   * @param drawableTokenCount tokens that a picture can be decoded from; mega's vocabulary is
   *     larger
   * @param imageCapacity pictures drawn at once
   */
  public DrawingBatch(DalleMini network, int drawableTokenCount, int imageCapacity) {
    network.clear();
    this.network = network;
    this.drawableTokenCount = drawableTokenCount;
    this.imageCapacity = imageCapacity;
    this.sampler = new TokenSampler(drawableTokenCount);
  }

  /** Shows the logits of every step to a listener from now on. */
  public void listen(LogitsListener logitsListener) {
    listener = logitsListener;
  }

  /** Pictures that still fit. */
  public int freeImages() {
    return imageCapacity - drawings.stream().mapToInt(d -> d.request().imageCount()).sum();
  }

  public boolean isEmpty() {
    return drawings.isEmpty();
  }

  /**
   * Takes a request in; it is drawn from the next step on. A request larger than the whole capacity
   * is taken if it is alone.
   *
   * @throws IllegalArgumentException if it does not fit, begins with a token that is none, or keeps
   *     such tokens or more than a picture has: a step with them would fail for all
   */
  public void join(DrawRequest request) {
    if (request.imageCount() > freeImages() && !isEmpty()) {
      throw new IllegalArgumentException(
          request.imageCount() + " pictures do not fit: " + freeImages() + " are free.");
    }
    DalleMiniConfig config = network.config();
    if (request.keptTokens().length >= config.imageTokenCount()) {
      throw new IllegalArgumentException(
          request.keptTokens().length
              + " tokens cannot be kept of a picture of "
              + config.imageTokenCount()
              + ".");
    }
    for (int token : request.keptTokens()) {
      if (token < 0 || token >= drawableTokenCount) {
        throw new IllegalArgumentException(
            "Image token "
                + token
                + " cannot be kept: tokens are 0 to "
                + (drawableTokenCount - 1)
                + ".");
      }
    }
    int startToken = request.sampling().startToken().orElse(config.startToken());
    if (startToken < 0 || startToken > config.imageVocabularySize()) {
      throw new IllegalArgumentException(
          "start-token: "
              + startToken
              + " is not allowed; give 0 to "
              + config.imageVocabularySize()
              + ".");
    }
    try (TensorScope scope = network.open()) {
      Tensor prompt = network.encode(scope, request.textIds());
      Tensor none = network.encode(scope, request.unconditionalIds());
      network.join(List.of(prompt, none), request.imageCount());
    }
    drawings.add(new Drawing(request, config.imageTokenCount(), startToken, drawableTokenCount));
  }

  /** Draws one token for every picture and takes out the requests that are complete. */
  public List<Drawing> step() {
    if (drawings.isEmpty()) {
      return List.of();
    }
    drawTokens(network.step(rows(true), rows(false)));
    List<Drawing> complete = drawings.stream().filter(Drawing::isComplete).toList();
    complete.forEach(drawing -> leave(drawing.request().id()));
    return complete;
  }

  private void drawTokens(float[] logits) {
    int stride = network.config().imageVocabularySize() + 1;
    int row = 0;
    for (Drawing drawing : drawings) {
      DrawRequest request = drawing.request();
      int count = request.imageCount();
      int position = drawing.position();
      for (int image = 0; image < count; image++) {
        if (position < request.keptTokens().length) {
          drawing.put(image, request.keptTokens()[position]);
        } else {
          int with = (row + image) * stride;
          int without = (row + count + image) * stride;
          float[] guided = sampler.guide(logits, with, without, request.sampling().guidance());
          listener.logits(request.id(), image, position, guided);
          int token =
              drawing.torch().isPresent()
                  ? drawing.torch().get().draw(logits, with, without, request.sampling())
                  : sampler.draw(guided, request.sampling(), drawing.noise(image), position);
          drawing.put(image, TokenSampler.usable(token));
        }
      }
      drawing.advance();
      row += 2 * count;
    }
  }

  /** Last tokens, or positions, of all rows in the network's order. */
  private long[] rows(boolean tokens) {
    long[] rows = new long[drawings.stream().mapToInt(d -> 2 * d.request().imageCount()).sum()];
    int row = 0;
    for (Drawing drawing : drawings) {
      int count = drawing.request().imageCount();
      for (int image = 0; image < count; image++) {
        long value = tokens ? drawing.lastToken(image) : drawing.position();
        rows[row + image] = value;
        rows[row + count + image] = value;
      }
      row += 2 * count;
    }
    return rows;
  }

  /** Takes a request out before it is complete; unknown ids are ignored. */
  public void leave(String requestId) {
    int group = 0;
    for (Iterator<Drawing> i = drawings.iterator(); i.hasNext(); group += 2) {
      if (i.next().request().id().equals(requestId)) {
        i.remove();
        network.leave(group);
        network.leave(group);
        return;
      }
    }
  }

  /** A request's state. */
  public Drawing drawing(String requestId) {
    return drawings.stream()
        .filter(drawing -> drawing.request().id().equals(requestId))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("No request " + requestId + " is drawn."));
  }
}
