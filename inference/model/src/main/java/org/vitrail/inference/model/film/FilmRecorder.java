package org.vitrail.inference.model.film;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.common.VideoEncoder.EncodedFrame;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Size;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;

/**
 * A film of one request while it is drawn: H.264 in MP4, 4:2:0, which browsers and chats play. Each
 * frame is encoded as it comes, so that what is kept is the film itself and never more than {@link
 * #MAX_BYTES}. One thread.
 */
public final class FilmRecorder {
  /** Every chat that takes films takes one of so many bytes; quality is lowered to keep to it. */
  public static final int MAX_BYTES = 8_000_000;

  /** Pixels along the longer side: at 60 frames a second the most of H.264's level 4. */
  static final int MAX_SIDE = 1024;

  /** Frames; longer than any film. */
  private static final int KEY_INTERVAL = 1024;

  private static final int INDEX_BYTES = 100_000;
  private static final int MIN_SIDE = 16;
  private static final byte SAVED_VERSION = 1;

  private final FilmPlan plan;
  private final FrameBudget budget;
  private H264Encoder encoder;
  private final List<Mp4.Frame> frames = new ArrayList<>();
  private Size size;
  private ByteBuffer buffer;
  private int shown;
  private boolean isCut;

  public FilmRecorder(FilmPlan plan) {
    this(plan, MAX_BYTES);
  }

  FilmRecorder(FilmPlan plan, int maxBytes) {
    this.plan = plan;
    this.budget = new FrameBudget(plan.maxFrames(), Math.max(0, maxBytes - INDEX_BYTES));
    this.encoder = newEncoder();
  }

  /**
   * Whether the picture after so many steps belongs into the film; asking takes no picture.
   *
   * @param done steps of the request
   */
  public boolean wants(int done) {
    return done / plan.stride() > shown && frames.size() < plan.maxFrames();
  }

  /**
   * Appends a frame.
   *
   * @param done steps of the request
   * @param picture of any size; all take that of the first, as far as a film is that large
   */
  public void add(int done, Pixels picture) {
    shown = done / plan.stride();
    append(picture);
  }

  private void append(Pixels picture) {
    if (size == null) {
      begin(size(picture));
    }
    EncodedFrame encoded =
        encoded(Yuv.of(PixelScaler.scale(picture, size.getWidth(), size.getHeight())));
    byte[] bytes = new byte[encoded.getData().remaining()];
    encoded.getData().get(bytes);
    if (!isCut && budget.fits(bytes.length)) {
      budget.spent(bytes.length, encoded.isKeyFrame());
      frames.add(new Mp4.Frame(bytes, encoded.isKeyFrame()));
    } else {
      // What follows would be drawn upon a frame that is not there.
      isCut = true;
    }
  }

  private void begin(Size ofAll) {
    size = ofAll;
    buffer = ByteBuffer.allocate(2 * (size.getWidth() + 16) * (size.getHeight() + 16));
  }

  /** The encoder takes a frame of pure noise for too large; then a coarser one begins anew. */
  private EncodedFrame encoded(Picture picture) {
    while (true) {
      try {
        buffer.clear();
        return encoder.encodeFrame(picture, buffer);
      } catch (BufferOverflowException e) {
        if (!budget.lowerQuality()) {
          throw e;
        }
        encoder = newEncoder();
      }
    }
  }

  private H264Encoder newEncoder() {
    H264Encoder fresh = new H264Encoder(budget);
    // A film of ten seconds is decoded from its beginning in no time; other keys take bytes.
    fresh.setKeyInterval(KEY_INTERVAL);
    return fresh;
  }

  /** What it takes to go on with the film in another process: {@link #resumed}. */
  public byte[] save() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(SAVED_VERSION);
      out.writeInt(shown);
      out.writeInt(size == null ? 0 : size.getWidth());
      out.writeInt(size == null ? 0 : size.getHeight());
      out.writeInt(frames.size());
      for (Mp4.Frame frame : frames) {
        out.writeBoolean(frame.isKey());
        out.writeInt(frame.bytes().length);
        out.write(frame.bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing but memory was written to.", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Goes on with a film of the same plan.
   *
   * @return one that begins anew where another version of this program saved it
   */
  public static FilmRecorder resumed(FilmPlan plan, byte[] saved) {
    FilmRecorder recorder = new FilmRecorder(plan);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
      if (saved.length <= MAX_BYTES && in.readByte() == SAVED_VERSION) {
        recorder.goOn(in);
      }
      return recorder;
    } catch (IOException | IllegalArgumentException e) {
      return new FilmRecorder(plan);
    }
  }

  private void goOn(DataInputStream in) throws IOException {
    shown = in.readInt();
    int width = in.readInt();
    int height = in.readInt();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      boolean isKey = in.readBoolean();
      byte[] bytes = in.readNBytes(in.readInt());
      budget.spent(bytes.length, isKey);
      frames.add(new Mp4.Frame(bytes, isKey));
    }
    if (count > 0) {
      begin(new Size(width, height));
    }
  }

  /** Frames so far. */
  public int frameCount() {
    return frames.size();
  }

  /**
   * The film as an MP4 file of at most {@link #MAX_BYTES}.
   *
   * @param last what came of it, as the last frame
   */
  public byte[] finish(Pixels last) {
    append(last);
    return Mp4.file(frames, size, FilmPlan.rate(frames.size()));
  }

  /** Of even sides, as chroma has half as many pixels. */
  private static Size size(Pixels picture) {
    double scale = Math.min(1, (double) MAX_SIDE / Math.max(picture.width(), picture.height()));
    return new Size(even(scale * picture.width()), even(scale * picture.height()));
  }

  private static int even(double side) {
    return Math.max(MIN_SIDE, (int) Math.round(side) & ~1);
  }
}
