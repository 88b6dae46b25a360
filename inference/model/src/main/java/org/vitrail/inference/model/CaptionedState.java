package org.vitrail.inference.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a picture that was drawn as something else than its prompt: version 3, then prompt
 * and caption, each as four bytes that say how long its UTF-8 is and that, and then the {@link
 * TokenState} that it has without them. What begins like it is drawn as it was, as long as the
 * prompt is the same.
 */
public final class CaptionedState {
  private static final byte VERSION = 3;

  private CaptionedState() {}

  /** The states of a request's pictures, with their captions where those differ from the prompt. */
  public static List<byte[]> of(String prompt, List<String> captions, List<byte[]> tokens) {
    List<byte[]> states = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean isPrompt = captions.get(i).equals(prompt);
      states.add(isPrompt ? tokens.get(i) : state(prompt, captions.get(i), tokens.get(i)));
    }
    return states;
  }

  private static byte[] state(String prompt, String caption, byte[] tokens) {
    byte[] typed = prompt.getBytes(StandardCharsets.UTF_8);
    byte[] drawn = caption.getBytes(StandardCharsets.UTF_8);
    int length = 1 + 2 * Integer.BYTES + typed.length + drawn.length + tokens.length;
    return ByteBuffer.allocate(length)
        .put(VERSION)
        .putInt(typed.length)
        .put(typed)
        .putInt(drawn.length)
        .put(drawn)
        .put(tokens)
        .array();
  }

  /** What the picture that a request begins like was drawn as, if that was for the same prompt. */
  public static Optional<String> caption(Request request) {
    return request
        .beginning()
        .accept(new StateOf())
        .flatMap(CaptionedState::parts)
        .filter(parts -> parts.prompt().equals(request.prompt()))
        .map(Parts::caption);
  }

  /** A beginning whose state, if it has one, is that of the tokens alone. */
  public static Beginning withoutCaption(Beginning beginning) {
    return beginning
        .accept(new StateOf())
        .flatMap(CaptionedState::parts)
        .<Beginning>map(parts -> new Beginning.Relative(parts.tokens(), beginning.kept()))
        .orElse(beginning);
  }

  private record Parts(String prompt, String caption, byte[] tokens) {}

  /** Empty for a state of another form, which whoever reads tokens tells of. */
  private static Optional<Parts> parts(byte[] state) {
    ByteBuffer rest = ByteBuffer.wrap(state);
    if (!rest.hasRemaining() || rest.get() != VERSION) {
      return Optional.empty();
    }
    Optional<String> prompt = text(rest);
    Optional<String> caption = text(rest);
    if (prompt.isEmpty() || caption.isEmpty()) {
      return Optional.empty();
    }
    byte[] tokens = new byte[rest.remaining()];
    rest.get(tokens);
    return Optional.of(new Parts(prompt.get(), caption.get(), tokens));
  }

  private static Optional<String> text(ByteBuffer rest) {
    if (rest.remaining() < Integer.BYTES) {
      return Optional.empty();
    }
    int length = rest.getInt();
    if (length < 0 || length > rest.remaining()) {
      return Optional.empty();
    }
    byte[] text = new byte[length];
    rest.get(text);
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }

  /** The state that a request begins with, if it begins like a picture that was drawn. */
  private static final class StateOf implements Beginning.Visitor<Optional<byte[]>> {
    @Override
    public Optional<byte[]> noise() {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> picture(Beginning.Picture picture) {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> relative(Beginning.Relative relative) {
      return Optional.of(relative.state());
    }
  }
}
