package org.vitrail.inference.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** How a request is drawn. */
public sealed interface DrawOptions permits DrawOptions.Tokens, Descent {
  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** What people chose or could have chosen, by name, for drawing the same again. */
  Map<String, String> named();

  /** Where the randomness comes from, for people, if it is not the usual way. */
  Optional<String> unusualSource();

  /** One method for each way to draw. */
  interface Visitor<T> {
    T tokens(Tokens tokens);

    T descent(Descent descent);
  }

  /**
   * The options of a model that draws image tokens.
   *
   * @throws IllegalArgumentException if they are those of another way to draw
   */
  default Tokens tokens() {
    return accept(
        new Visitor<>() {
          @Override
          public Tokens tokens(Tokens tokens) {
            return tokens;
          }

          @Override
          public Tokens descent(Descent descent) {
            throw new IllegalArgumentException(
                "options: those of a descent are not allowed; this model draws image tokens.");
          }
        });
  }

  /**
   * The options of a model that draws by gradient descent.
   *
   * @throws IllegalArgumentException if they are those of another way to draw
   */
  default Descent descent() {
    return accept(
        new Visitor<>() {
          @Override
          public Descent tokens(Tokens tokens) {
            throw new IllegalArgumentException(
                "options: those of image tokens are not allowed; this model draws by descent.");
          }

          @Override
          public Descent descent(Descent descent) {
            return descent;
          }
        });
  }

  /**
   * How an image token is drawn from logits.
   *
   * @param guidance how strongly the prompt is followed: {@code u + guidance · (c − u)} over the
   *     logits with and without it; 1 = the prompt alone, 0 = no prompt
   * @param temperature of the logits; 0 = always the likeliest token
   * @param topK only the k likeliest tokens may be drawn; 0 = all
   * @param topP only the likeliest tokens that together reach this probability; 1 = all
   * @param random where the randomness comes from
   * @param startToken what the first token follows; empty = what the network was trained with
   * @param picture what holds for each picture beyond its tokens
   */
  record Tokens(
      float guidance,
      float temperature,
      int topK,
      float topP,
      RandomSource random,
      OptionalInt startToken,
      PictureOptions picture)
      implements DrawOptions {
    /** What min-dalle begins with since version 0.4.11; the networks were trained with 16384. */
    public static final int MIN_DALLE_START_TOKEN = 16_383;

    private static final String GUIDANCE = "guidance";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_K = "top-k";
    private static final String TOP_P = "top-p";
    private static final String SAMPLER = "sampler";
    private static final String START_TOKEN = "start-token";

    /** Squares, with noise of each picture's own. */
    public Tokens(float guidance, float temperature, int topK, float topP) {
      this(guidance, temperature, topK, topP, RandomSource.GUMBEL, OptionalInt.empty());
    }

    /** Squares. */
    public Tokens(
        float guidance,
        float temperature,
        int topK,
        float topP,
        RandomSource random,
        OptionalInt startToken) {
      this(guidance, temperature, topK, topP, random, startToken, PictureOptions.STANDARD);
    }

    /** Ordered as the model does where nobody chooses. */
    public Tokens(
        float guidance,
        float temperature,
        int topK,
        float topP,
        RandomSource random,
        OptionalInt startToken,
        AspectRatio aspect) {
      this(guidance, temperature, topK, topP, random, startToken, PictureOptions.of(aspect));
    }

    public Tokens {
      require(guidance >= 0 && guidance <= 100, GUIDANCE, guidance, "0 to 100");
      require(temperature >= 0 && temperature <= 100, TEMPERATURE, temperature, "0 to 100");
      require(topK >= 0, TOP_K, topK, "0 (all tokens) or more");
      require(topP > 0 && topP <= 1, TOP_P, topP, "above 0, up to 1");
      if (random == RandomSource.TORCH_CPU) {
        require(temperature > 0, TEMPERATURE, temperature, "more than 0 with torch-cpu");
        require(topP == 1, TOP_P, topP, "1 with torch-cpu: min-dalle has no other");
      }
    }

    /** What people may choose: menus offer these ranges. */
    public List<ModelOption> choices(int tokenCount) {
      return List.of(
          ModelOption.real(GUIDANCE, guidance, 0, 100),
          ModelOption.real(TEMPERATURE, temperature, 0, 100),
          ModelOption.whole(TOP_K, Math.min(topK, tokenCount), 0, tokenCount),
          ModelOption.real(TOP_P, topP, .01, 1));
    }

    /**
     * These options with some of them replaced, by the names that people type.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not allowed
     */
    public Tokens with(Map<String, String> named) {
      Map<String, String> left = new LinkedHashMap<>(named);
      Tokens chosen =
          new Tokens(
              taken(left, GUIDANCE, Float::parseFloat, guidance),
              taken(left, TEMPERATURE, Float::parseFloat, temperature),
              taken(left, TOP_K, Integer::parseInt, topK),
              taken(left, TOP_P, Float::parseFloat, topP),
              taken(left, SAMPLER, RandomSource::of, random),
              taken(left, START_TOKEN, it -> OptionalInt.of(Integer.parseInt(it)), startToken),
              picture.with(left));
      for (String unknown : left.keySet()) {
        throw new IllegalArgumentException(unknown + ": this model has no such option.");
      }
      return chosen;
    }

    /** Of each picture. */
    public AspectRatio aspect() {
      return picture.aspect();
    }

    /** How close the pictures are to what was typed. */
    public Wording wording() {
      return picture.wording().orElse(Wording.SAME);
    }

    /** What orders the pictures; empty for what the model does where nobody chooses. */
    public Optional<Ranking> ranking() {
      return picture.ranking();
    }

    private static <T> T taken(
        Map<String, String> left, String name, Function<String, T> reader, T standard) {
      String value = left.remove(name);
      try {
        return value == null ? standard : reader.apply(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + ": " + value + " is no such number.", e);
      }
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.tokens(this);
    }

    @Override
    public Map<String, String> named() {
      Map<String, String> named = new LinkedHashMap<>();
      named.put(GUIDANCE, Float.toString(guidance));
      named.put(TEMPERATURE, Float.toString(temperature));
      named.put(TOP_K, Integer.toString(topK));
      named.put(TOP_P, Float.toString(topP));
      named.putAll(picture.named());
      return named;
    }

    @Override
    public Optional<String> unusualSource() {
      String start = startToken.isPresent() ? " from token " + startToken.getAsInt() : "";
      return random == RandomSource.GUMBEL && start.isEmpty()
          ? Optional.empty()
          : Optional.of(random + start);
    }

    private static void require(boolean allowed, String name, Object value, String range) {
      if (!allowed) {
        throw new IllegalArgumentException(
            name + ": " + value + " is not allowed; give " + range + ".");
      }
    }
  }
}
