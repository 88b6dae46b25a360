package org.vitrail.inference.model.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.WeightsHash;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * Writes the folder that {@code check.py} reads: {@code programs.json.gz}, which names and
 * describes everything else; the programs' archives as a GPU would get them; weights, inputs and
 * this processor's results in f32 as safetensors.
 */
public final class ProgramsExport {
  /** The file that names and describes all others. */
  public static final String MANIFEST = "programs.json.gz";

  /** What {@code check.py} must understand. */
  private static final int FORMAT = 1;

  private static final List<Precision> PRECISIONS =
      List.of(Precision.F32, Precision.BF16, Precision.F16);

  private final Map<String, String> weightFiles = new HashMap<>();
  private final Path folder;
  private final Consumer<String> progress;
  private final ArrayNode networks = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode timed = JsonNodeFactory.instance.arrayNode();

  private ProgramsExport(Path folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Writes the folder; files of an earlier export there are replaced.
   *
   * @param progress told the name of each network that begins
   */
  public static void write(Path folder, ExportedNetworks networks, Consumer<String> progress)
      throws IOException {
    Files.createDirectories(folder);
    // An export that breaks off is none.
    Files.deleteIfExists(folder.resolve(MANIFEST));
    ProgramsExport export = new ProgramsExport(folder, progress);
    for (NetworkExport<?> network : networks.compared()) {
      export.compare(network);
    }
    for (TimedShape shape : networks.timed()) {
      export.time(shape);
    }
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("format", FORMAT);
    manifest.set("generator", generatorSample());
    manifest.set("networks", export.networks);
    manifest.set("timed", export.timed);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(MANIFEST)))) {
      new ObjectMapper().writeValue(out, manifest);
    }
  }

  private void compare(NetworkExport<?> network) throws IOException {
    progress.accept(network.name());
    ObjectNode node = networks.addObject().put("name", network.name());
    node.put("closedLoop", network.closedLoop());
    node.putPOJO("tolerance", network.tolerance());
    CallRecorder recorder = CallRecorder.working(network.random().isEmpty(), network.kept());
    ObjectNode preparations = node.putObject("prepare");
    listening(
        Precision.F32,
        recorder,
        engine ->
            network.work(
                engine, () -> preparations.set(name(Precision.F32), recorder.takeCalls())));
    node.set("calls", recorder.takeCalls());
    writeArchives(recorder);
    write(network.name() + ".safetensors", recorder.tensors());
    node.put("tensors", network.name() + ".safetensors");
    if (network.random().isPresent()) {
      node.set("random", recipe(network.random().get()));
    } else {
      node.put("weights", writeOnce(network.name() + "-weights.safetensors", recorder.weights()));
    }
    prepare(preparations, network::prepare);
  }

  private void time(TimedShape shape) throws IOException {
    progress.accept(shape.name() + "'s size");
    ObjectNode node = timed.addObject().put("name", shape.name()).put("kind", shape.kind());
    node.putPOJO("facts", shape.facts());
    node.set("random", recipe(shape.random()));
    prepare(node.putObject("prepare"), shape::prepare);
  }

  private interface Work {
    void accept(TensorEngine engine) throws Exception;
  }

  /** The preparations in all precisions that are not there yet. */
  private void prepare(ObjectNode preparations, Work preparation) throws IOException {
    for (Precision precision : PRECISIONS) {
      if (!preparations.has(name(precision))) {
        CallRecorder recorder = CallRecorder.preparing();
        listening(precision, recorder, preparation);
        preparations.set(name(precision), recorder.takeCalls());
        writeArchives(recorder);
      }
    }
  }

  private static void listening(Precision precision, CallRecorder recorder, Work work)
      throws IOException {
    try (TensorEngine engine = TensorEngine.asOnGpu(precision, recorder)) {
      work.accept(engine);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A network could not be closed.", e);
    }
  }

  private void writeArchives(CallRecorder recorder) throws IOException {
    for (Map.Entry<String, byte[]> archive : recorder.archives().entrySet()) {
      Files.write(folder.resolve(archive.getKey()), archive.getValue());
    }
  }

  private void write(String file, Map<String, WeightTensor> tensors) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach(writer::put);
    writer.write(folder.resolve(file));
  }

  /** Networks may share their weights: the name of the file that holds them. */
  private String writeOnce(String file, Map<String, WeightTensor> weights) throws IOException {
    write(file, weights);
    String hash = WeightsHash.ofFile(folder.resolve(file));
    String first = weightFiles.putIfAbsent(hash, file);
    if (first == null) {
      return file;
    }
    Files.delete(folder.resolve(file));
    return first;
  }

  private static ObjectNode recipe(WeightTable table) {
    ObjectNode shapes = JsonNodeFactory.instance.objectNode();
    table.all().forEach((name, shape) -> shapes.putPOJO(name, shape));
    return shapes;
  }

  /** A tensor of {@link RandomWeights}, by which another generator is seen to be the same. */
  private static ObjectNode generatorSample() {
    ObjectNode sample = JsonNodeFactory.instance.objectNode();
    WeightTable table = new WeightTable().need("layers.0.fc.weight", 3, 5).needNorm("norm", 4);
    RandomWeights.of(table)
        .forEach(
            (name, tensor) -> {
              ObjectNode node = sample.putObject(name);
              node.putPOJO("shape", tensor.shape());
              ArrayNode values = node.putArray("values");
              var floats = tensor.bytes().asFloatBuffer();
              while (floats.hasRemaining()) {
                values.add(floats.get());
              }
            });
    return sample;
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
