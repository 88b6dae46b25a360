package org.vitrail.deploy.standalone;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * A hub that serves the files of a ruDALL-E of a few thousand weights, by the names that its
 * authors gave theirs. Its transformer was written by their own code.
 */
final class TinyRudalleHub implements AutoCloseable {
  private static final String CATALOGUE =
      """
      malevich:
        title: A small Malevich
        description: For tests.
        licence: Apache-2.0
        family: rudalle
        languages: [ru]
        text: v3
        pixels: truncated
        parts: [text, painter]
        files: {transformer: pytorch_model_v3.bin, dalleConfig: config.json}
        source:
          repository: authors/malevich
          revision: main
          downloads: {pytorch_model_v3.bin: {bytes: %d}, config.json: {bytes: %d}}
        options:
          temperature: {default: 1.0, min: 0.01, max: 10}
          top-k: {default: 2048, min: 0, max: 8192, whole: true}
          top-p: {default: 0.995, above: 0, max: 1}
          rank: {default: perplexity, names: [perplexity]}
          crop: {default: last, names: [last, first]}
        imageCount: 4
      parts:
        text:
          title: Its tokens
          licence: Apache-2.0
          files: {tokenizer: bpe.model}
          source:
            repository: authors/utils
            revision: main
            downloads: {bpe.model: {bytes: %d}}
        painter:
          title: Its VQGAN
          licence: Apache-2.0
          pixels: truncated
          codec: {network: vqgan, side: 16}
          files: {vqgan: vqgan.gumbelf8-sber.model.ckpt}
          source:
            repository: authors/utils
            revision: main
            downloads: {vqgan.gumbelf8-sber.model.ckpt: {bytes: %d}}
        larger:
          title: Four times as large
          licence: BSD-3-Clause
          upscaler: {network: rudalle, factor: 4}
          files: {upscaler: RealESRGAN_x4.pth}
          source:
            repository: authors/Real-ESRGAN
            revision: main
            downloads: {RealESRGAN_x4.pth: {bytes: %d}}
        cutter:
          title: Cuts stickers out
          licence: Apache-2.0
          files: {cutout: pytorch_model.bin}
          source:
            repository: authors/emojich-unet
            revision: main
            downloads: {pytorch_model.bin: {bytes: %d}}
      """;

  private static final VqganConfig CODEC =
      new VqganConfig(32, List.of(1, 2), 1, List.of(128), 256, 8, 8, 32);

  /** Where its tokens lie, which somebody trained on a few words. */
  private static final Path WORDS =
      Path.of("../../inference/model/src/test/resources/rudalle/bpe.model");

  /** As the catalogue names them, one after the other. */
  private static final List<String> FILES =
      List.of(
          "authors/malevich/resolve/main/pytorch_model_v3.bin",
          "authors/malevich/resolve/main/config.json",
          "authors/utils/resolve/main/bpe.model",
          "authors/utils/resolve/main/vqgan.gumbelf8-sber.model.ckpt",
          "authors/Real-ESRGAN/resolve/main/RealESRGAN_x4.pth",
          "authors/emojich-unet/resolve/main/pytorch_model.bin");

  private final Path folder;
  private final HttpServer server;

  private TinyRudalleHub(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Writes what is published into a folder, and serves it. */
  static TinyRudalleHub start(Path folder) throws IOException {
    List<Path> files = FILES.stream().map(folder::resolve).toList();
    for (Path file : files) {
      Files.createDirectories(file.getParent());
    }
    try (var stream = TinyRudalleHub.class.getResourceAsStream("/rudalle/pytorch_model_v3.bin")) {
      Files.copy(stream, files.get(0));
    }
    Files.writeString(files.get(1), "{\"num_attention_heads\": 2}");
    Files.copy(WORDS, files.get(2));
    SafetensorsWriter codec = new SafetensorsWriter();
    RandomWeights.of(CODEC.weights(true, true)).forEach(codec::put);
    paintStrongly(codec);
    codec.write(files.get(3));
    TinyUpscalers.put(files.get(4), 4);
    TinyCutout.put(files.get(5));
    return new TinyRudalleHub(folder, serve(folder));
  }

  /** Black and white alone, so that something can be cut out of each picture. */
  private static void paintStrongly(SafetensorsWriter codec) {
    String last = "decoder.conv_out.weight";
    long[] shape = CODEC.weights(true, true).all().get(last);
    int each = (int) (shape[1] * shape[2] * shape[3]);
    float[] values = new float[3 * each];
    Random random = new Random(3);
    for (int i = 0; i < each; i++) {
      float value = 10 * (float) random.nextGaussian();
      values[i] = value;
      values[each + i] = value;
      values[2 * each + i] = value;
    }
    codec.put(last, values, shape);
  }

  private static HttpServer serve(Path folder) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
          boolean isHere = file.startsWith(folder) && Files.isRegularFile(file);
          byte[] body = isHere ? Files.readAllBytes(file) : new byte[0];
          exchange.sendResponseHeaders(isHere ? 200 : 404, body.length == 0 ? -1 : body.length);
          try (var stream = exchange.getResponseBody()) {
            stream.write(body);
          }
        });
    server.start();
    return server;
  }

  /** What an operator writes to have it pulled from here. */
  String catalogue() throws IOException {
    Object[] sizes = new Object[FILES.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Files.size(folder.resolve(FILES.get(i)));
    }
    return CATALOGUE.formatted(sizes);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
