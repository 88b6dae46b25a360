package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Request;

/**
 * The tokens of one request's pictures as far as they are known: given, or drawn. Where a picture
 * is larger than what the network draws, it is drawn window by window, and a window begins at its
 * first position again.
 */
final class TokenSequence {
  private final Request request;
  private final TokenPrompt prompt;
  private final SlidingWindow path;
  private final int startToken;
  private final int[][] tokens;
  private final boolean[] known;

  /** Cells whose tokens the network was told after it had said what it expected there. */
  private final boolean[] counted;

  /** Of each picture, the sum of its drawn tokens' {@link #weigh likelihoods}. */
  private final double[] likelihoods;

  private final GumbelNoise[] noise;
  private final Optional<TorchCpuSampler> torch;
  private int place;
  private int position;
  private boolean isComplete;

  /**
   * A sequence at its first token.
   *
   * @param window what the network draws
   */
  TokenSequence(Request request, TokenPrompt prompt, TokenGrid window, int startToken) {
    this.request = request;
    this.prompt = prompt;
    this.path = new SlidingWindow(window.shaped(prompt.options().aspect()), window);
    this.startToken = startToken;
    int cells = path.picture().cellCount();
    this.tokens = new int[request.imageCount()][cells];
    this.known = new boolean[cells];
    this.counted = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      if (prompt.given().isGiven(cell)) {
        give(cell, prompt.given().token(cell));
      }
    }
    this.likelihoods = new double[request.imageCount()];
    this.noise = new GumbelNoise[request.imageCount()];
    Arrays.setAll(noise, image -> new GumbelNoise(request.seed(), image));
    this.torch =
        prompt.options().random() == RandomSource.TORCH_CPU
            ? Optional.of(new TorchCpuSampler(request.seed(), window.codeCount()))
            : Optional.empty();
    place = firstPlaceToDraw(0);
    if (place == path.placeCount()) {
      throw new IllegalArgumentException("All cells are given: nothing is left to draw.");
    }
    if (canBeSaved()) {
      request
          .beginning()
          .resumedFrom()
          .flatMap(saved -> SavedTokens.read(saved, imageCount(), path.picture()))
          .ifPresent(this::goOn);
    }
  }

  private void goOn(SavedTokens saved) {
    for (int cell = 0; cell < saved.count(); cell++) {
      for (int image = 0; image < tokens.length; image++) {
        tokens[image][path.cell(place, cell)] = saved.tokens()[image][cell];
      }
      known[path.cell(place, cell)] = true;
    }
  }

  /** A window that slides and PyTorch's generator remember more than tokens. */
  private boolean canBeSaved() {
    return path.placeCount() == 1 && torch.isEmpty();
  }

  /** What is known of each picture up to where it is; empty where that is not enough to go on. */
  Optional<SavedTokens> save() {
    if (!canBeSaved() || isComplete) {
      return Optional.empty();
    }
    int[][] first = new int[tokens.length][position];
    for (int image = 0; image < first.length; image++) {
      int[] picture = tokens[image];
      Arrays.setAll(first[image], cell -> picture[path.cell(place, cell)]);
    }
    return Optional.of(new SavedTokens(first));
  }

  private void give(int cell, int token) {
    for (int[] picture : tokens) {
      picture[cell] = token;
    }
    known[cell] = true;
  }

  Request request() {
    return request;
  }

  Tokens options() {
    return prompt.options();
  }

  int imageCount() {
    return tokens.length;
  }

  int conditionCount() {
    return prompt.conditions().size();
  }

  int rowCount() {
    return conditionCount() * imageCount();
  }

  /** Tokens of each picture so far in the window that is drawn now. */
  int position() {
    return position;
  }

  /** The cell of the picture whose token is next. */
  int cell() {
    return path.cell(place, position);
  }

  boolean isComplete() {
    return isComplete;
  }

  int columns() {
    return path.picture().columns();
  }

  int cellCount() {
    return known.length;
  }

  /** Cells of each picture whose tokens are known. */
  int knownCount() {
    return (int) IntStream.range(0, known.length).filter(cell -> known[cell]).count();
  }

  /** Whether more than a row of a window was passed: before, a picture is one colour. */
  boolean canBeSeen() {
    return place > 0 || position > path.window().columns();
  }

  /**
   * A copy of each picture's tokens, row by row from the top. What is not known yet repeats the
   * token above it, so that a preview shows a picture that runs down like paint; where nothing in
   * its column is, it repeats the token to the left.
   */
  int[][] tokens() {
    int[][] copy = new int[tokens.length][];
    for (int image = 0; image < copy.length; image++) {
      copy[image] = tokens[image].clone();
      for (int cell = 1; cell < known.length; cell++) {
        if (!known[cell]) {
          boolean isBegun = cell >= columns() && known[cell % columns()];
          copy[image][cell] = copy[image][isBegun ? cell - columns() : cell - 1];
        }
      }
    }
    return copy;
  }

  int lastToken(int image) {
    return position == 0 ? startToken : tokens[image][path.cell(place, position - 1)];
  }

  GumbelNoise noise(int image) {
    return noise[image];
  }

  /** PyTorch's generator, where the request asks for it. */
  Optional<TorchCpuSampler> torch() {
    return torch;
  }

  /** One picture's next token. */
  void put(int image, int token) {
    tokens[image][cell()] = token;
  }

  /**
   * Takes account of how likely one picture's next token was.
   *
   * @param likelihood natural logarithm of its probability
   */
  void weigh(int image, float likelihood) {
    likelihoods[image] += likelihood;
  }

  /** Of each picture the mean over its drawn tokens. */
  float[] likelihoods() {
    long drawn =
        IntStream.range(0, known.length).filter(cell -> !prompt.given().isGiven(cell)).count();
    float[] means = new float[imageCount()];
    for (int image = 0; image < means.length; image++) {
      means[image] = (float) (likelihoods[image] / drawn);
    }
    return means;
  }

  /** Whether the next token of every picture is known rather than drawn. */
  boolean isKnown() {
    return known[cell()];
  }

  /** How many tokens are known next in the window, without a gap, before its last one. */
  int knownRun() {
    int end = position;
    while (end < path.window().cellCount() - 1 && known[path.cell(place, end)]) {
      end++;
    }
    return end - position;
  }

  /**
   * What a network has yet to read before it knows so many known tokens but the last: the token
   * before them and those themselves; one row if all pictures are the same so far in the window.
   */
  long[][] readBefore(int run) {
    boolean same =
        IntStream.range(0, position + run - 1)
            .allMatch(at -> prompt.given().isGiven(path.cell(place, at)));
    long[][] rows = new long[same ? 1 : imageCount()][run];
    for (int image = 0; image < rows.length; image++) {
      rows[image][0] = lastToken(image);
      for (int i = 1; i < run; i++) {
        rows[image][i] = tokens[image][path.cell(place, position + i - 1)];
      }
    }
    return rows;
  }

  /** Goes on behind the next token, which is known now. */
  void advance() {
    known[cell()] = true;
    position++;
    if (position == path.window().cellCount()) {
      int next = firstPlaceToDraw(place + 1);
      isComplete = next == path.placeCount();
      // What stands last is read by nobody before the picture is complete, and what stands first
      // is led to by the text.
      int end = isComplete ? position : position - 1;
      IntStream.range(1, end).forEach(at -> counted[path.cell(place, at)] = true);
      // At its end a sequence stays behind its last token.
      place = isComplete ? place : next;
      position = isComplete ? position : 0;
    }
  }

  /** Whether its window has just come to another place. */
  boolean isAtNextPlace() {
    return position == 0 && !isComplete;
  }

  /** The cells of the window whose tokens were not yet told to a network that expected others. */
  boolean[] uncounted() {
    boolean[] uncounted = new boolean[path.window().cellCount()];
    for (int at = 0; at < uncounted.length; at++) {
      uncounted[at] = !counted[path.cell(place, at)];
    }
    return uncounted;
  }

  /** The first place from one on where something is left to draw; how many there are if none. */
  private int firstPlaceToDraw(int from) {
    return IntStream.range(from, path.placeCount())
        .filter(
            at ->
                IntStream.range(0, path.window().cellCount())
                    .anyMatch(cell -> !known[path.cell(at, cell)]))
        .findFirst()
        .orElse(path.placeCount());
  }
}
