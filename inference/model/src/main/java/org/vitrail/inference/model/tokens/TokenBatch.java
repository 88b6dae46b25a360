package org.vitrail.inference.model.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.CannotBeginException;
import org.vitrail.inference.model.CaptionedState;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Pictures being drawn, token by token; knows nothing of text or queues. One thread.
 *
 * <p>In-flight batching (Yu et al., "Orca", OSDI 2022): a step draws one token for every picture of
 * every request, whatever their ages, so requests join and leave between steps and none waits for
 * another to finish. A request owns a group of rows in the network: its pictures with the prompt
 * and, for guidance, the same pictures without it. Tokens that are known are read in one pass.
 */
public final class TokenBatch implements Batch {
  /**
   * Given tokens that are read at once: more would take much memory, and with a large network long
   * enough that whoever cancels, or is drawn beside them, would notice.
   */
  static final int MAX_FILL = 128;

  private final TokenModel model;
  private final TokenNetwork network;
  private final TokenGrid grid;
  private final TokenSampler sampler;
  private final int imageCapacity;
  private final Optional<DeviceSampler> onDevice;

  /** In the order of the network's groups. */
  private final List<TokenSequence> sequences = new ArrayList<>();

  private Optional<LogitsListener> listener = Optional.empty();

  /**
   * An empty batch; a network holds one batch at a time and drops what an older one left in it.
   *
   * @param grid what the network draws: a whole picture, or a window of a wider or higher one
   * @param imageCapacity pictures drawn at once
   * @param onDevice draws tokens where the logits are; without it the processor does
   */
  public TokenBatch(
      TokenModel model,
      TokenNetwork network,
      TokenGrid grid,
      int imageCapacity,
      Optional<DeviceSampler> onDevice) {
    network.clear();
    this.model = model;
    this.network = network;
    this.grid = grid;
    this.imageCapacity = imageCapacity;
    this.onDevice = onDevice;
    this.sampler = new TokenSampler(grid.codeCount(), model.candidates());
  }

  /** Shows the logits of every step to a listener from now on. */
  public void listen(LogitsListener logitsListener) {
    listener = Optional.of(logitsListener);
  }

  @Override
  public int freeImages() {
    return imageCapacity - sequences.stream().mapToInt(TokenSequence::imageCount).sum();
  }

  @Override
  public boolean isEmpty() {
    return sequences.isEmpty();
  }

  @Override
  public void join(Request request) {
    if (request.imageCount() > freeImages() && !isEmpty()) {
      throw new IllegalArgumentException(
          request.imageCount() + " pictures do not fit: " + freeImages() + " are free.");
    }
    if (!request.imagePrompts().isEmpty()) {
      throw new CannotBeginException(
          CannotBeginException.Reason.TAKES_NO_PICTURE,
          "This model draws towards words alone. Leave the target pictures out, or choose another model.");
    }
    TokenPrompt prompt = model.prompt(request);
    int startToken = prompt.options().startToken().orElse(network.startToken());
    if (startToken < 0 || startToken >= network.readableTokenCount()) {
      throw new IllegalArgumentException(
          "start-token: %d is not allowed; give 0 to %d."
              .formatted(startToken, network.readableTokenCount() - 1));
    }
    int group =
        prompt.captions().isEmpty()
            ? network.join(prompt.conditions(), request.imageCount())
            : network.joinCaptioned(
                prompt.captions(), prompt.conditions().subList(1, prompt.conditions().size()));
    sequences.add(group, new TokenSequence(request, prompt, grid, startToken));
  }

  @Override
  public List<Drawn> step() {
    if (sequences.isEmpty()) {
      return List.of();
    }
    fillKnown();
    try (TensorScope scope = network.open()) {
      List<NextToken> due = due();
      if (!due.isEmpty() && drawsOnDevice()) {
        DeviceSampler.Prepared prepared = onDevice.get().prepare(scope, due, model.candidates());
        Tensor read = read(scope);
        long[] tokens = onDevice.get().draw(scope, read, prepared);
        for (int i = 0; i < tokens.length; i++) {
          put(due.get(i), (int) tokens[i]);
        }
        if (model.weighsTokens()) {
          float[] likelihoods = onDevice.get().likelihoods(scope, read, prepared, tokens);
          for (int i = 0; i < tokens.length; i++) {
            due.get(i).sequence().weigh(due.get(i).image(), likelihoods[i]);
          }
        }
      } else {
        Tensor read = read(scope);
        float[] logits = read.floats();
        due.forEach(next -> put(next, token(next, logits, read.size(1))));
      }
    }
    sequences.forEach(TokenSequence::advance);
    for (int group = 0; group < sequences.size(); group++) {
      if (sequences.get(group).isAtNextPlace()) {
        network.count(group, sequences.get(group).uncounted());
      }
    }
    return sequences.stream().filter(TokenSequence::isComplete).toList().stream()
        .map(this::drawn)
        .toList();
  }

  private Drawn drawn(TokenSequence sequence) {
    long[] last =
        IntStream.range(0, sequence.imageCount()).mapToLong(sequence::lastToken).toArray();
    Optional<float[]> perplexities = network.perplexities(sequences.indexOf(sequence), last);
    remove(sequence);
    return new DrawnTokens(sequence, perplexities);
  }

  /**
   * Reads runs of known tokens up to the last, which everybody's step reads; a long run in pieces,
   * between which everybody goes on. Where a piece ends does not depend on who else is drawn.
   */
  private void fillKnown() {
    for (int group = 0; group < sequences.size(); group++) {
      TokenSequence sequence = sequences.get(group);
      int length = Math.min(sequence.knownRun(), MAX_FILL);
      if (length > 1) {
        network.fill(group, sequence.position(), sequence.readBefore(length));
        for (int i = 0; i < length; i++) {
          sequence.advance();
        }
      }
    }
  }

  /** A draw for each picture whose next token is not known. */
  private List<NextToken> due() {
    List<NextToken> due = new ArrayList<>();
    int row = 0;
    for (TokenSequence sequence : sequences) {
      int count = sequence.imageCount();
      int without = sequence.conditionCount() == 2 ? count : 0;
      for (int image = 0; image < count && !sequence.isKnown(); image++) {
        due.add(new NextToken(sequence, image, row + image, row + without + image));
      }
      row += sequence.rowCount();
    }
    return due;
  }

  /** A listener wants the logits, and PyTorch's own generator runs on the processor. */
  private boolean drawsOnDevice() {
    return onDevice.isPresent()
        && listener.isEmpty()
        && sequences.stream().allMatch(sequence -> sequence.torch().isEmpty());
  }

  /** Logits of all rows, once each has read its last token. */
  private Tensor read(TensorScope scope) {
    long[] tokens = new long[sequences.stream().mapToInt(TokenSequence::rowCount).sum()];
    int row = 0;
    for (TokenSequence sequence : sequences) {
      for (int i = 0; i < sequence.rowCount(); i++) {
        tokens[row++] = sequence.lastToken(i % sequence.imageCount());
      }
    }
    long[] positions = sequences.stream().mapToLong(TokenSequence::position).toArray();
    return network.step(scope, tokens, positions);
  }

  private int token(NextToken next, float[] logits, int stride) {
    int with = next.conditionalRow() * stride + grid.firstCode();
    int without = next.unconditionalRow() * stride + grid.firstCode();
    float[] guided = sampler.guide(logits, with, without, next.options().guidance());
    listener.ifPresent(
        l -> l.logits(next.sequence().request().id(), next.image(), next.cell(), guided));
    Optional<TorchCpuSampler> torch = next.sequence().torch();
    int token =
        TokenSampler.usable(
            torch.isPresent()
                ? torch.get().draw(logits, with, without, next.options())
                : sampler.draw(guided, next.options(), next.noise(), next.cell()));
    if (model.weighsTokens()) {
      next.sequence().weigh(next.image(), TokenSampler.likelihood(guided, token));
    }
    return token;
  }

  private static void put(NextToken next, int token) {
    next.sequence().put(next.image(), TokenSampler.usable(token));
  }

  @Override
  public void leave(String requestId) {
    find(requestId).ifPresent(this::remove);
  }

  private void remove(TokenSequence sequence) {
    int group = sequences.indexOf(sequence);
    sequences.remove(group);
    network.leave(group);
  }

  @Override
  public DrawProgress progress(String requestId) {
    TokenSequence sequence = sequence(requestId);
    return new DrawProgress(sequence.knownCount(), sequence.cellCount());
  }

  /** From the second row of tokens on: before it, a picture is one colour. */
  @Override
  public Optional<List<Pixels>> preview(String requestId) {
    TokenSequence sequence = sequence(requestId);
    return sequence.canBeSeen()
        ? Optional.of(model.decode(sequence.tokens(), sequence.columns()))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> save(String requestId) {
    return sequence(requestId).save().map(SavedTokens::bytes);
  }

  private TokenSequence sequence(String requestId) {
    return find(requestId)
        .orElseThrow(() -> new NoSuchElementException("No request " + requestId + " is drawn."));
  }

  private Optional<TokenSequence> find(String requestId) {
    return sequences.stream()
        .filter(sequence -> sequence.request().id().equals(requestId))
        .findFirst();
  }

  /** Pictures that are decoded when somebody asks for them. */
  private final class DrawnTokens implements Drawn {
    private final Request request;
    private final int[][] tokens;
    private final int columns;
    private final List<String> captions;
    private final Optional<float[]> perplexities;
    private final Optional<float[]> likelihoods;

    DrawnTokens(TokenSequence complete, Optional<float[]> perplexities) {
      this.request = complete.request();
      this.tokens = complete.tokens();
      this.columns = complete.columns();
      this.captions = model.captions(request);
      this.perplexities = perplexities;
      this.likelihoods =
          model.weighsTokens() ? Optional.of(complete.likelihoods()) : Optional.empty();
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public List<Pixels> pictures() {
      return model.decode(tokens, columns);
    }

    @Override
    public List<byte[]> states() {
      return CaptionedState.of(
          request.prompt(),
          captions,
          Arrays.stream(tokens).map(picture -> TokenState.of(picture, columns)).toList());
    }

    @Override
    public List<String> captions() {
      return captions;
    }

    @Override
    public Optional<float[]> perplexities() {
      return perplexities;
    }

    @Override
    public Optional<float[]> likelihoods() {
      return likelihoods;
    }
  }
}
