package org.vitrail.inference.model.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes pictures as PNG with text chunks in UTF-8 (iTXt), one of which says that a model made
 * them; the same input gives the same bytes.
 */
public final class PngFile {
  private static final String METADATA_FORMAT = "javax_imageio_png_1.0";
  private static final long MAX_PIXELS = 64_000_000;

  private PngFile() {}

  /** A PNG, with the card in its text chunks if there is one. */
  public static byte[] write(Pixels pixels, Optional<ReproductionCard> card) {
    return write(pixels, card, card.map(it -> it.maker().version()).orElse(""));
  }

  /**
   * A PNG, with the card in its text chunks if there is one.
   *
   * @param version of this program, empty where it is not known
   */
  public static byte[] write(Pixels pixels, Optional<ReproductionCard> card, String version) {
    return write(image(pixels), card, version);
  }

  /**
   * A PNG with alpha that has no card.
   *
   * @param version of this program, empty where it is not known
   */
  public static byte[] write(ArgbPixels pixels, String version) {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, pixels.width(), pixels.height(), pixels.argb(), 0, pixels.width());
    return write(image, Optional.empty(), version);
  }

  private static byte[] write(
      BufferedImage image, Optional<ReproductionCard> card, String version) {
    Map<String, String> texts = new LinkedHashMap<>();
    card.ifPresent(it -> texts.putAll(it.texts()));
    texts.put(Provenance.KEYWORD, Provenance.packet(("Vitrail " + version).strip()));
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // In memory: the default keeps a file and cannot be opened while the process shuts down.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
      addTexts(metadata, texts);
      writer.write(new IIOImage(image, null, metadata));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a PNG that this program wrote.
   *
   * @throws IOException if the bytes are not a PNG, or one of more than 64 million pixels
   */
  public static Pixels read(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MAX_PIXELS) {
        throw new IOException("A picture of " + pixels + " pixels is too large to read.");
      }
      return Pixels.of(reader.read(0));
    } catch (RuntimeException e) {
      // The reader trusts what a file says of itself.
      throw new IOException("These " + png.length + " bytes are not a picture.", e);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage image(Pixels pixels) {
    DataBufferByte buffer = new DataBufferByte(pixels.rgb(), pixels.rgb().length);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            buffer,
            pixels.width(),
            pixels.height(),
            pixels.width() * 3,
            3,
            new int[] {0, 1, 2},
            null);
    ComponentColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(colors, raster, false, null);
  }

  private static void addTexts(IIOMetadata metadata, Map<String, String> texts)
      throws IIOInvalidTreeException {
    IIOMetadataNode chunks = new IIOMetadataNode("iTXt");
    texts.forEach(
        (keyword, text) -> {
          IIOMetadataNode chunk = new IIOMetadataNode("iTXtEntry");
          chunk.setAttribute("keyword", keyword);
          chunk.setAttribute("compressionFlag", "FALSE");
          chunk.setAttribute("compressionMethod", "0");
          chunk.setAttribute("languageTag", "");
          chunk.setAttribute("translatedKeyword", "");
          chunk.setAttribute("text", text);
          chunks.appendChild(chunk);
        });
    IIOMetadataNode root = new IIOMetadataNode(METADATA_FORMAT);
    root.appendChild(chunks);
    metadata.mergeTree(METADATA_FORMAT, root);
  }
}
