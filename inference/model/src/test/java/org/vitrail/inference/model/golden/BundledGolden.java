package org.vitrail.inference.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;

/** What the training code computed with the bundled weights, for three prompts. */
public record BundledGolden(String prompt, JsonNode values) {
  /** Unpacking reads and checks all of them, so once will do. */
  private static final DalleMiniFiles FILES =
      new DalleMiniFiles(BundledModel.unpack(Path.of("target", "bundled-model")));

  /** The bundled model's files, unpacked into the build's folder. */
  public static DalleMiniFiles files() {
    return FILES;
  }

  /** One entry a prompt. */
  public static List<BundledGolden> all() {
    try (InputStream in = BundledGolden.class.getResourceAsStream("/bundled-golden.json")) {
      List<BundledGolden> all = new ArrayList<>();
      new ObjectMapper()
          .readTree(in)
          .properties()
          .forEach(entry -> all.add(new BundledGolden(entry.getKey(), entry.getValue())));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long[] longs(String name) {
    return elements(name).mapToLong(JsonNode::asLong).toArray();
  }

  public int[] ints(String name) {
    return elements(name).mapToInt(JsonNode::asInt).toArray();
  }

  public double number(String name) {
    return values.get(name).asDouble();
  }

  public Golden tensor(String name) {
    JsonNode node = values.get(name);
    double[] first =
        IntStream.range(0, node.get("first").size())
            .mapToDouble(i -> node.get("first").get(i).asDouble())
            .toArray();
    return new Golden(
        node.get("n").asInt(),
        node.get("sum").asDouble(),
        node.get("abs").asDouble(),
        first,
        node.get("last").asDouble());
  }

  private Stream<JsonNode> elements(String name) {
    return StreamSupport.stream(values.get(name).spliterator(), false);
  }

  /** CLIP ids end where the padding begins. */
  public long[] clipIds() {
    long[] padded = longs("clip_ids");
    int end = padded.length;
    while (padded[end - 1] == 0) {
      end--;
    }
    return LongStream.of(padded).limit(end).toArray();
  }

  @Override
  public String toString() {
    return prompt;
  }
}
