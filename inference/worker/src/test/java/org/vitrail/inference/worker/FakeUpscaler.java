package org.vitrail.inference.worker;

import java.util.List;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.upscaling.TileListener;
import org.vitrail.inference.model.upscaling.Upscaler;

/** Enlarges without a network, in four tiles of two parts each. */
record FakeUpscaler(int factor, FakeModel.Watcher watcher) implements Upscaler {
  static final int TILES = 4;

  @Override
  public List<Pixels> upscale(List<Pixels> pictures, TileListener listener) {
    watcher.finishing();
    listener.begin(TILES);
    for (int tile = 1; tile <= TILES; tile++) {
      while (!watcher.mayEnlarge()) {
        listener.within(0);
      }
      listener.within(.5);
      listener.done(tile, TILES);
    }
    return pictures.stream()
        .map(it -> PixelScaler.scale(it, factor * it.width(), factor * it.height()))
        .toList();
  }

  @Override
  public void close() {
    // Nothing was loaded.
  }
}
