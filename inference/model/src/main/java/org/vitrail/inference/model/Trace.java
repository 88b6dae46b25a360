package org.vitrail.inference.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** Every stage's tensors of one request, for comparing with a reference. */
public interface Trace {
  /** An empty batch that is watched; the request is to be drawn in it. */
  Batch batch();

  /** Adds what came out and writes the file as safetensors, replacing an older one. */
  void write(Path file, Drawn drawn) throws IOException;

  /**
   * Adds the image tokens (image, token) and the pictures made of them (image, y, x, 3).
   *
   * @return the pictures
   */
  static List<Pixels> putPictures(SafetensorsWriter tensors, Drawn drawn) {
    int[][] tokens = drawn.states().stream().map(TokenState::tokens).toArray(int[][]::new);
    int count = tokens.length;
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
    return pictures;
  }
}
