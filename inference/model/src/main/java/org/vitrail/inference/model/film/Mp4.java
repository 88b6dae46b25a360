package org.vitrail.inference.model.film;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Packet.FrameType;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.Brand;
import org.jcodec.containers.mp4.boxes.ChunkOffsets64Box;
import org.jcodec.containers.mp4.boxes.MovieBox;
import org.jcodec.containers.mp4.boxes.NodeBox;
import org.jcodec.containers.mp4.boxes.TrakBox;
import org.jcodec.containers.mp4.muxer.MP4Muxer;

/**
 * Puts encoded frames into an MP4 file whose index stands in front of them, so that players begin
 * before they have all of it.
 */
final class Mp4 {
  /** What the index and the frames' headers take besides the frames. */
  private static final int OVERHEAD = 1 << 16;

  private static final int OVERHEAD_OF_FRAME = 64;
  private static final String[] OFFSETS = {"mdia", "minf", "stbl", ChunkOffsets64Box.fourcc()};

  private Mp4() {}

  /**
   * One encoded frame.
   *
   * @param isKey whether it can be shown without those before it
   */
  record Frame(byte[] bytes, boolean isKey) {}

  /**
   * @param rate frames a second
   */
  static byte[] file(List<Frame> frames, Size size, int rate) {
    int frameBytes = frames.stream().mapToInt(frame -> frame.bytes().length).sum();
    ByteBuffer buffer =
        ByteBuffer.allocate(frameBytes + OVERHEAD + OVERHEAD_OF_FRAME * frames.size());
    try {
      ByteBufferSeekableByteChannel channel =
          ByteBufferSeekableByteChannel.writeToByteBuffer(buffer);
      MP4Muxer muxer = MP4Muxer.createMP4Muxer(channel, Brand.MP4);
      MuxerTrack track =
          muxer.addVideoTrack(
              Codec.H264, VideoCodecMeta.createSimpleVideoCodecMeta(size, ColorSpace.YUV420J));
      for (int i = 0; i < frames.size(); i++) {
        track.addFrame(packet(frames.get(i), i, rate));
      }
      MovieBox index = muxer.finalizeHeader();
      int end = (int) channel.position();
      muxer.storeHeader(index);
      return indexFirst(buffer.array(), end, index);
    } catch (IOException e) {
      throw new UncheckedIOException("A film in memory was not written.", e);
    }
  }

  private static Packet packet(Frame frame, int number, int rate) {
    return Packet.createPacket(
        ByteBuffer.wrap(frame.bytes()),
        number,
        rate,
        1,
        number,
        frame.isKey() ? FrameType.KEY : FrameType.INTER,
        null);
  }

  /**
   * @param file with the frames, and the index behind them
   * @param end of the frames
   */
  private static byte[] indexFirst(byte[] file, int end, MovieBox index) {
    int shift = written(index).limit();
    for (TrakBox track : index.getTracks()) {
      ChunkOffsets64Box offsets = NodeBox.findFirstPath(track, ChunkOffsets64Box.class, OFFSETS);
      long[] moved = offsets.getChunkOffsets().clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += shift;
      }
      offsets.setChunkOffsets(moved);
    }
    int typeBytes = ByteBuffer.wrap(file).getInt();
    ByteBuffer whole = ByteBuffer.allocate(end + shift);
    whole.put(file, 0, typeBytes);
    whole.put(written(index));
    whole.put(file, typeBytes, end - typeBytes);
    return whole.array();
  }

  private static ByteBuffer written(MovieBox index) {
    ByteBuffer bytes = ByteBuffer.allocate(OVERHEAD + index.estimateSize());
    index.write(bytes);
    return bytes.flip();
  }
}
