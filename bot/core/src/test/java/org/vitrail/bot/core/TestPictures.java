package org.vitrail.bot.core;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Something to look at in place of a model's pictures: a fruit whose colour the words decide. */
public final class TestPictures {
  private static final int SIDE = 256;
  private static final int LARGE = 1024;

  /** What the worker's pictures say of their origin. */
  public static final String SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  private static final String PACKET =
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
       xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
       Iptc4xmpExt:DigitalSourceType="%s"/>
      </rdf:RDF>
      </x:xmpmeta>"""
          .formatted(SOURCE_TYPE);

  /** Signature and header of a PNG. */
  private static final int CHUNKS_FROM = 33;

  /** The pictures of so many calls are kept: tests ask for the same ones over and over. */
  private static final int MAX_KEPT = 200;

  private static final Map<List<Object>, byte[]> KEPT =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, byte[]> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private TestPictures() {}

  /** A yellow disc as a worker writes stickers: WebP with alpha, 512 pixels wide. */
  public static byte[] sticker() {
    try (InputStream in = TestPictures.class.getResourceAsStream("sticker.webp")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two seconds of a yellow disc that grows, as a worker writes films. */
  public static byte[] film() {
    try (InputStream in = TestPictures.class.getResourceAsStream("film.mp4")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same PNG as a worker writes it: with a chunk that says that a model made it. */
  public static byte[] withProvenance(byte[] png) {
    byte[] data =
        ("iTXtXML:com.adobe.xmp\0\0\0\0\0" + PACKET).getBytes(StandardCharsets.ISO_8859_1);
    CRC32 check = new CRC32();
    check.update(data);
    return ByteBuffer.allocate(png.length + data.length + 8)
        .put(png, 0, CHUNKS_FROM)
        .putInt(data.length - 4)
        .put(data)
        .putInt((int) check.getValue())
        .put(png, CHUNKS_FROM, png.length - CHUNKS_FROM)
        .array();
  }

  public static byte[] one(String prompt, int number, int tokens) {
    return kept(List.of(prompt, "one", number, tokens), () -> draw(prompt, number, SIDE, tokens));
  }

  public static byte[] large(String prompt) {
    return kept(List.of(prompt, "large"), () -> draw(prompt, 1, LARGE, WorkerDriver.TOKENS));
  }

  /** As many pictures as asked for, drawn down to the row that a number of tokens reaches. */
  public static byte[] grid(String prompt, int count, int tokens) {
    return kept(List.of(prompt, "grid", count, tokens), () -> drawGrid(prompt, count, tokens));
  }

  private static byte[] kept(List<Object> what, Supplier<BufferedImage> picture) {
    synchronized (KEPT) {
      return KEPT.computeIfAbsent(what, it -> png(picture.get())).clone();
    }
  }

  private static BufferedImage drawGrid(String prompt, int count, int tokens) {
    int columns = (int) Math.ceil(Math.sqrt(count));
    int rows = (count + columns - 1) / columns;
    BufferedImage grid = new BufferedImage(columns * SIDE, rows * SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = grid.createGraphics();
    for (int i = 0; i < count; i++) {
      BufferedImage one = draw(prompt, i + 1, SIDE, tokens);
      canvas.drawImage(one, i % columns * SIDE, i / columns * SIDE, null);
    }
    canvas.dispose();
    return grid;
  }

  private static BufferedImage draw(String prompt, int number, int side, int tokens) {
    Random random = new Random(prompt.hashCode() * 31L + number);
    float hue = prompt.contains("carrot") ? .07f : prompt.contains("pink") ? .92f : .99f;
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = picture.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setTransform(AffineTransform.getScaleInstance(side / 100.0, side / 100.0));
    canvas.setColor(new Color(0x2b57d8));
    canvas.fillRect(0, 0, 100, 100);
    int x = 20 + random.nextInt(9);
    int y = 24 + random.nextInt(9);
    int width = 48 + random.nextInt(12);
    canvas.setPaint(
        new GradientPaint(
            x, y, Color.getHSBColor(hue, .75f, 1), x + 30, y + 60, Color.getHSBColor(hue, 1, .6f)));
    canvas.fill(new Ellipse2D.Float(x, y, width, 52 + random.nextInt(8)));
    canvas.setColor(new Color(0x3b2a1a));
    canvas.setStroke(new BasicStroke(3));
    canvas.drawLine(x + width / 2, y + 4, x + width / 2 + random.nextInt(9), y - 10);
    int drawnRows = 100 * tokens / WorkerDriver.TOKENS;
    canvas.setColor(new Color(0x777777));
    canvas.fillRect(0, drawnRows, 100, 100 - drawnRows);
    canvas.dispose();
    return picture;
  }

  private static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
