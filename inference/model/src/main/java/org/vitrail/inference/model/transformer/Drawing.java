package org.vitrail.inference.model.transformer;

import java.util.Arrays;
import java.util.Optional;
import org.vitrail.inference.model.RandomSource;

/** The pictures of one request as far as they are drawn. */
public final class Drawing {
  private final DrawRequest request;
  private final int startToken;
  private final int[][] tokens;
  private final GumbelNoise[] noise;
  private final Optional<TorchCpuSampler> torch;
  private int position;

  Drawing(DrawRequest request, int imageTokenCount, int startToken, int drawableTokenCount) {
    this.request = request;
    this.startToken = startToken;
    this.tokens = new int[request.imageCount()][imageTokenCount];
    this.noise = new GumbelNoise[request.imageCount()];
    Arrays.setAll(noise, image -> new GumbelNoise(request.seed(), image));
    this.torch =
        request.sampling().random() == RandomSource.TORCH_CPU
            ? Optional.of(new TorchCpuSampler(request.seed(), drawableTokenCount))
            : Optional.empty();
  }

  public DrawRequest request() {
    return request;
  }

  /** Tokens drawn of each picture so far. */
  public int position() {
    return position;
  }

  /** Tokens of a whole picture. */
  public int tokenCount() {
    return tokens[0].length;
  }

  public boolean isComplete() {
    return position == tokenCount();
  }

  /**
   * A copy of each picture's tokens, row by row from the top. What is not drawn yet repeats the
   * token above it, so that a preview shows a picture that runs down like paint.
   */
  public int[][] tokens() {
    int side = (int) Math.round(Math.sqrt(tokenCount()));
    int[][] copy = new int[tokens.length][];
    for (int image = 0; image < copy.length; image++) {
      copy[image] = tokens[image].clone();
      for (int at = position; at < tokenCount() && position > 0; at++) {
        copy[image][at] = copy[image][at >= side ? at - side : position - 1];
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
    return position < request.keptTokens().length;
  }

  void putGiven() {
    for (int[] picture : tokens) {
      picture[position] = request.keptTokens()[position];
    }
  }

  void advance() {
    position++;
  }
}
