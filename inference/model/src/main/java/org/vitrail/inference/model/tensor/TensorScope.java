package org.vitrail.inference.model.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/**
 * The tensors of one computation, freed together when it ends. Nothing else frees them: DJL has no
 * finalizer behind a forgotten one.
 */
public final class TensorScope implements AutoCloseable {
  private final NDManager manager;

  TensorScope(NDManager manager) {
    this.manager = manager;
  }

  NDManager manager() {
    return manager;
  }

  /** A tensor of whole numbers. */
  public Tensor longs(long[] values, long... shape) {
    return new Tensor(
        manager.create(LongBuffer.wrap(values), new Shape(shape), TensorType.I64.djlType()));
  }

  /** A tensor of floats. */
  public Tensor floats(float[] values, long... shape) {
    return new Tensor(
        manager.create(FloatBuffer.wrap(values), new Shape(shape), TensorType.F32.djlType()));
  }

  /** Pictures of one size as bytes (picture, y, x, 3). */
  public Tensor bytes(List<Pixels> pictures) {
    Pixels first = pictures.get(0);
    ByteBuffer all = manager.allocateDirect(pictures.size() * first.rgb().length);
    for (Pixels picture : pictures) {
      if (picture.width() != first.width() || picture.height() != first.height()) {
        throw new IllegalArgumentException(
            "Pictures of one batch differ in size: " + first + " and " + picture + ".");
      }
      all.put(picture.rgb());
    }
    all.rewind();
    Shape shape = new Shape(pictures.size(), first.height(), first.width(), 3);
    return new Tensor(manager.create(all, shape, TensorType.U8.djlType()));
  }

  /** The pictures in a byte tensor (picture, y, x, 3). */
  public static List<Pixels> pictures(Tensor bytes) {
    int height = bytes.size(1);
    int width = bytes.size(2);
    ByteBuffer all = bytes.bytes();
    Pixels[] pictures = new Pixels[bytes.size(0)];
    for (int i = 0; i < pictures.length; i++) {
      byte[] rgb = new byte[height * width * 3];
      all.get(rgb);
      pictures[i] = new Pixels(width, height, rgb);
    }
    return List.of(pictures);
  }

  @Override
  public void close() {
    manager.close();
  }
}
