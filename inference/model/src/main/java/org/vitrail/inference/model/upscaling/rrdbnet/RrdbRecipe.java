package org.vitrail.inference.model.upscaling.rrdbnet;

import java.util.List;
import org.vitrail.inference.model.upscaling.Tiling;

/**
 * What the authors of a checkpoint do around the network.
 *
 * @param side pixels that a tile advances by
 * @param overlap pixels that it sees beyond them
 * @param border mirrored pixels around the picture
 * @param padded whether tiles go on beyond the picture with its outermost pixels
 * @param rounded whether bytes are rounded, not cut off
 * @param keys under which their files keep the network, the first that is there
 */
public record RrdbRecipe(
    int side, int overlap, int border, boolean padded, boolean rounded, List<String> keys) {

  /** ruDALL-E's ({@code rudalle/realesrgan}). */
  public static final RrdbRecipe RUDALLE =
      new RrdbRecipe(192, 24, 15, true, false, List.of("params", "params_ema"));

  /**
   * Real-ESRGAN's own (xinntao/Real-ESRGAN, {@code RealESRGANer}), with tiles for what is larger
   * than ours; theirs are switched off until somebody asks.
   */
  public static final RrdbRecipe REAL_ESRGAN =
      new RrdbRecipe(256, 10, 0, false, true, List.of("params_ema", "params"));

  Tiling tiling(RrdbConfig config) {
    // Padded tiles are even as they are.
    return new Tiling(side, overlap, border, padded, padded ? 1 : config.unshuffle());
  }
}
