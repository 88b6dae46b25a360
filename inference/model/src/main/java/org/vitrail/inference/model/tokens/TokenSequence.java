package org.vitrail.inference.model.tokens;

import java.util.Arrays;
import java.util.Optional;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.RandomSource;
import org.vitrail.inference.model.Request;

/** The tokens of one request's pictures as far as they are drawn. */
final class TokenSequence {
  private final Request request;
  private final TokenPrompt prompt;
  private final TokenGrid grid;
  private final int startToken;
  private final int[][] tokens;
  private final GumbelNoise[] noise;
  private final Optional<TorchCpuSampler> torch;
  private int position;

  TokenSequence(Request request, TokenPrompt prompt, TokenGrid grid, int startToken) {
    this.request = request;
    this.prompt = prompt;
    this.grid = grid;
    this.startToken = startToken;
    this.tokens = new int[request.imageCount()][grid.cellCount()];
    this.noise = new GumbelNoise[request.imageCount()];
    Arrays.setAll(noise, image -> new GumbelNoise(request.seed(), image));
    this.torch =
        prompt.options().random() == RandomSource.TORCH_CPU
            ? Optional.of(new TorchCpuSampler(request.seed(), grid.codeCount()))
            : Optional.empty();
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

  /** Tokens of each picture so far. */
  int position() {
    return position;
  }

  boolean isComplete() {
    return position == grid.cellCount();
  }

  /**
   * A copy of each picture's tokens, row by row from the top. What is neither drawn yet nor given
   * repeats the token above it, so that a preview shows a picture that runs down like paint.
   */
  int[][] tokens() {
    int[][] copy = new int[tokens.length][];
    for (int image = 0; image < copy.length; image++) {
      copy[image] = tokens[image].clone();
      for (int cell = position; cell < grid.cellCount() && position > 0; cell++) {
        int above = cell >= grid.columns() ? cell - grid.columns() : position - 1;
        copy[image][cell] = isGiven(cell) ? prompt.given().token(cell) : copy[image][above];
      }
    }
    return copy;
  }

  int lastToken(int image) {
    return position == 0 ? startToken : tokens[image][position - 1];
  }

  GumbelNoise noise(int image) {
    return noise[image];
  }

  /** PyTorch's generator, where the request asks for it. */
  Optional<TorchCpuSampler> torch() {
    return torch;
  }

  void put(int image, int token) {
    tokens[image][position] = token;
  }

  /** Whether the next token of every picture is given rather than drawn. */
  boolean isGiven() {
    return isGiven(position);
  }

  private boolean isGiven(int cell) {
    return prompt.given().isGiven(cell);
  }

  /** How many tokens are given next, without a gap. */
  int givenRun() {
    return prompt.given().runFrom(position);
  }

  /**
   * What a network has yet to read before it knows so many given tokens but the last: the token
   * before them and those themselves; one row if all pictures are the same so far.
   */
  long[][] readBefore(int run) {
    boolean same = prompt.given().runFrom(0) >= position;
    long[][] rows = new long[same ? 1 : imageCount()][run];
    for (int image = 0; image < rows.length; image++) {
      rows[image][0] = lastToken(image);
      for (int i = 1; i < run; i++) {
        rows[image][i] = prompt.given().token(position + i - 1);
      }
    }
    return rows;
  }

  void putGiven() {
    for (int[] picture : tokens) {
      picture[position] = prompt.given().token(position);
    }
  }

  void advance() {
    position++;
  }
}
