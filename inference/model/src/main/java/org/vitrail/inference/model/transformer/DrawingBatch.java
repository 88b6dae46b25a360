package org.vitrail.inference.model.transformer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
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
  private final Optional<DeviceSampler> onDevice;
  private Optional<LogitsListener> listener = Optional.empty();

  /**
   * An empty batch; a network holds one batch at a time and drops what an older one left in it.
   *
   * @param drawableTokenCount tokens that a picture can be decoded from; mega's vocabulary is
   *     larger
   * @param imageCapacity pictures drawn at once
   */
  public DrawingBatch(DalleMini network, int drawableTokenCount, int imageCapacity) {
    this(network, drawableTokenCount, imageCapacity, network.deviceSampler(drawableTokenCount));
  }

  /** With tokens drawn where the logits are, or, without a sampler there, by the processor. */
  DrawingBatch(
      DalleMini network,
      int drawableTokenCount,
      int imageCapacity,
      Optional<DeviceSampler> onDevice) {
    network.clear();
    this.onDevice = onDevice;
    this.network = network;
    this.drawableTokenCount = drawableTokenCount;
    this.imageCapacity = imageCapacity;
    this.sampler = new TokenSampler(drawableTokenCount);
  }

  /** Shows the logits of every step to a listener from now on. */
  public void listen(LogitsListener logitsListener) {
    listener = Optional.of(logitsListener);
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
    try (TensorScope scope = network.open()) {
      List<Draw> draws = draws();
      if (!draws.isEmpty() && drawsOnDevice()) {
        DeviceSampler.Prepared prepared = onDevice.get().prepare(scope, draws);
        Tensor logits = network.step(scope, rows(true), rows(false));
        long[] tokens = onDevice.get().draw(scope, logits, prepared);
        for (int i = 0; i < tokens.length; i++) {
          put(draws.get(i), (int) tokens[i]);
        }
      } else {
        float[] logits = network.step(scope, rows(true), rows(false)).floats();
        draws.forEach(draw -> put(draw, token(draw, logits)));
      }
    }
    drawings.stream().filter(Drawing::isGiven).forEach(Drawing::putGiven);
    drawings.forEach(Drawing::advance);
    List<Drawing> complete = drawings.stream().filter(Drawing::isComplete).toList();
    complete.forEach(drawing -> leave(drawing.request().id()));
    return complete;
  }

  /** A draw for each picture whose next token is not given. */
  private List<Draw> draws() {
    List<Draw> draws = new ArrayList<>();
    int row = 0;
    for (Drawing drawing : drawings) {
      int count = drawing.request().imageCount();
      for (int image = 0; image < count && !drawing.isGiven(); image++) {
        draws.add(new Draw(drawing, image, row + image, row + count + image));
      }
      row += 2 * count;
    }
    return draws;
  }

  /** A listener wants the logits, and PyTorch's own generator runs on the processor. */
  private boolean drawsOnDevice() {
    return onDevice.isPresent()
        && listener.isEmpty()
        && drawings.stream().allMatch(drawing -> drawing.torch().isEmpty());
  }

  private int token(Draw draw, float[] logits) {
    int stride = network.config().imageVocabularySize() + 1;
    int with = draw.conditionalRow() * stride;
    int without = draw.unconditionalRow() * stride;
    float[] guided = sampler.guide(logits, with, without, draw.sampling().guidance());
    listener.ifPresent(
        l -> l.logits(draw.drawing().request().id(), draw.image(), draw.position(), guided));
    Optional<TorchCpuSampler> torch = draw.drawing().torch();
    return torch.isPresent()
        ? torch.get().draw(logits, with, without, draw.sampling())
        : sampler.draw(guided, draw.sampling(), draw.noise(), draw.position());
  }

  private static void put(Draw draw, int token) {
    draw.drawing().put(draw.image(), TokenSampler.usable(token));
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
