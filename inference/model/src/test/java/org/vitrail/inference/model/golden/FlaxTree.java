package org.vitrail.inference.model.golden;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** A network's weights as its authors' Flax code would hold and write them. */
public final class FlaxTree {
  /** One array: its parts, the layers, one behind the other. */
  private record Leaf(List<WeightTensor> parts, boolean stacked) {
    long[] shape() {
      long[] one = parts.get(0).shape();
      if (!stacked) {
        return one;
      }
      long[] shape = new long[one.length + 1];
      shape[0] = parts.size();
      System.arraycopy(one, 0, shape, 1, one.length);
      return shape;
    }
  }

  private final Map<String, Leaf> leaves = new LinkedHashMap<>();

  /** DALL·E mini's tree of weights named as the program names them. */
  public static FlaxTree dalleMini(
      Map<String, WeightTensor> weights, int encoderLayers, int decoderLayers, boolean stacked) {
    FlaxTree tree = new FlaxTree();
    for (String half : List.of("encoder", "decoder")) {
      String from = half + ".";
      String to = "model." + half + ".";
      tree.same(to + "embed_tokens.embedding", weights.get(from + "embed_tokens.weight"));
      tree.same(to + "embed_positions.embedding", weights.get(from + "embed_positions.weight"));
      tree.same(to + "layernorm_embedding.scale", weights.get(from + "layernorm_embedding.weight"));
      tree.same(to + "layernorm_embedding.bias", weights.get(from + "layernorm_embedding.bias"));
      tree.same(to + "final_ln.bias", weights.get(from + "final_ln.bias"));
      boolean decodes = half.equals("decoder");
      int count = decodes ? decoderLayers : encoderLayers;
      String container = to + "layers.FlaxBart" + (decodes ? "Decoder" : "Encoder") + "Layer";
      layerNames(decodes)
          .forEach(
              (flax, own) -> {
                List<WeightTensor> parts =
                    IntStream.range(0, count)
                        .mapToObj(layer -> weights.get(from + "layers." + layer + "." + own))
                        .map(tensor -> flax.endsWith("kernel") ? tensor.permuted(1, 0) : tensor)
                        .toList();
                if (stacked) {
                  tree.leaves.put(container + "s." + flax, new Leaf(parts, true));
                } else {
                  for (int layer = 0; layer < count; layer++) {
                    tree.same(container + "_" + layer + "." + flax, parts.get(layer));
                  }
                }
              });
    }
    tree.same("lm_head.kernel", weights.get("decoder.lm_head.weight").permuted(1, 0));
    return tree;
  }

  private static Map<String, String> layerNames(boolean decodes) {
    Map<String, String> names = new LinkedHashMap<>();
    attention(names, "FlaxBartAttention_0", "self_attn");
    names.put("LayerNorm_0.bias", "pre_self_attn_layer_norm.bias");
    names.put("LayerNorm_1.scale", "self_attn_layer_norm.weight");
    names.put("LayerNorm_1.bias", "self_attn_layer_norm.bias");
    if (decodes) {
      attention(names, "FlaxBartAttention_1", "encoder_attn");
      names.put("LayerNorm_2.bias", "pre_encoder_attn_layer_norm.bias");
      names.put("LayerNorm_3.scale", "encoder_attn_layer_norm.weight");
      names.put("LayerNorm_3.bias", "encoder_attn_layer_norm.bias");
    }
    names.put("GLU_0.LayerNorm_0.bias", "glu.ln0.bias");
    names.put("GLU_0.Dense_0.kernel", "glu.fc0.weight");
    names.put("GLU_0.Dense_1.kernel", "glu.fc1.weight");
    names.put("GLU_0.LayerNorm_1.bias", "glu.ln1.bias");
    names.put("GLU_0.Dense_2.kernel", "glu.fc2.weight");
    return names;
  }

  private static void attention(Map<String, String> names, String flax, String own) {
    for (String part : List.of("q", "k", "v", "out")) {
      names.put(flax + "." + part + "_proj.kernel", own + "." + part + "_proj.weight");
    }
  }

  /** vqgan-jax's tree of weights in taming-transformers' layout. */
  public static FlaxTree vqgan(Map<String, WeightTensor> weights) {
    FlaxTree tree = new FlaxTree();
    weights.forEach(
        (name, tensor) -> {
          String flax =
              name.replaceAll("\\.(down|up|block|attn)\\.(\\d+)", ".$1_$2")
                  .replaceAll("quantize.embedding.weight", "quantize.embedding.embedding");
          boolean conv = tensor.shape().length == 4;
          tree.same(
              flax.replaceAll("weight$", conv ? "kernel" : "scale"),
              conv ? tensor.permuted(2, 3, 1, 0) : tensor);
        });
    return tree;
  }

  private void same(String name, WeightTensor tensor) {
    leaves.put(name, new Leaf(List.of(tensor), false));
  }

  /** The arrays as a checkpoint's tensors, in memory. */
  public Map<String, WeightTensor> tensors() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    leaves.forEach(
        (name, leaf) ->
            tensors.put(
                name,
                WeightTensor.contiguous(
                    leaf.parts().get(0).type(),
                    leaf.shape(),
                    Storage.joined(
                        leaf.parts().stream().map(part -> Storage.of(part.bytes())).toList()))));
    return tensors;
  }

  /** The arrays with their shapes alone; their elements are those of the first part. */
  public Map<String, WeightTensor> hollowTensors() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    leaves.forEach(
        (name, leaf) ->
            tensors.put(
                name,
                WeightTensor.contiguous(
                    leaf.parts().get(0).type(),
                    leaf.shape(),
                    Storage.joined(leaf.parts().stream().map(WeightTensor::storage).toList()))));
    return tensors;
  }

  /** Writes {@code flax_model.msgpack}, part by part. */
  public void write(Path file) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    leaves.forEach((name, leaf) -> place(root, name.split("\\."), 0, leaf));
    try (OutputStream stream = Files.newOutputStream(file);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 20))) {
      write(out, root);
    }
  }

  @SuppressWarnings("unchecked")
  private static void place(Map<String, Object> map, String[] path, int at, Leaf leaf) {
    if (at == path.length - 1) {
      map.put(path[at], leaf);
    } else {
      Object child = map.computeIfAbsent(path[at], key -> new LinkedHashMap<String, Object>());
      place((Map<String, Object>) child, path, at + 1, leaf);
    }
  }

  private static void write(DataOutputStream out, Map<?, ?> map) throws IOException {
    out.writeByte(0xde);
    out.writeShort(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text(out, (String) entry.getKey());
      if (entry.getValue() instanceof Leaf leaf) {
        array(out, leaf);
      } else {
        write(out, (Map<?, ?>) entry.getValue());
      }
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(0xd9);
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  private static void array(DataOutputStream out, Leaf leaf) throws IOException {
    String type =
        switch (leaf.parts().get(0).type()) {
          case F32 -> "float32";
          case F16 -> "float16";
          case BF16 -> "bfloat16";
          default -> throw new IllegalArgumentException("Weights are floats.");
        };
    long bytes = leaf.parts().stream().mapToLong(WeightTensor::byteCount).sum();
    long[] shape = leaf.shape();
    out.writeByte(0xc9);
    out.writeInt(Math.toIntExact(1 + 1 + 5L * shape.length + 2 + type.length() + 5 + bytes));
    out.writeByte(1);
    out.writeByte(0x93);
    out.writeByte(0x90 + shape.length);
    for (long size : shape) {
      out.writeByte(0xce);
      out.writeInt((int) size);
    }
    text(out, type);
    out.writeByte(0xc6);
    out.writeInt((int) bytes);
    WritableByteChannel channel = Channels.newChannel(out);
    for (WeightTensor part : leaf.parts()) {
      channel.write(part.bytes());
    }
  }
}
