package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vitrail.config.ByteSize;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.WeightTensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail models inspect}: what a file of weights holds. Nothing in it is ever run. */
@Command(
    name = "inspect",
    description = {
      "Shows what a file of weights holds: format, tensors, types, shapes, sizes.",
      "Reads safetensors, PyTorch (zip, older, tar), TorchScript and Flax msgpack; runs nothing."
    })
final class ModelsInspect implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file; its name does not matter.")
  private Path file;

  @Option(
      names = "--all",
      description = "A line for each tensor (default: the same tensor of all layers is one line).")
  private boolean all;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Map<String, WeightTensor> tensors = checkpoint.tensors();
      out.printf("%s: %s, %s%n", file, checkpoint.format(), ByteSize.text(checkpoint.byteCount()));
      out.println(summary(tensors.values()));
      print(out, all ? TensorRow.each(tensors) : TensorRow.byLayer(tensors));
    }
    out.flush();
    return 0;
  }

  private static String summary(Collection<WeightTensor> tensors) {
    Map<TensorType, Long> bytes = new TreeMap<>();
    tensors.forEach(tensor -> bytes.merge(tensor.type(), tensor.byteCount(), Long::sum));
    String types =
        bytes.entrySet().stream()
            .map(entry -> ByteSize.text(entry.getValue()) + " of " + text(entry.getKey()))
            .collect(Collectors.joining(", ", bytes.isEmpty() ? "" : ": ", ""));
    long parameters = tensors.stream().mapToLong(WeightTensor::elementCount).sum();
    String counts =
        String.format(Locale.ROOT, "%,d tensors, %,d parameters", tensors.size(), parameters);
    long sharing = tensors.size() - tensors.stream().map(WeightTensor::storage).distinct().count();
    return counts + types + (sharing > 0 ? "; " + sharing + " lie in the storage of another" : "");
  }

  private static void print(PrintWriter out, List<TensorRow> rows) {
    // A name as long as a page, which a stranger may choose, shall not indent all the others.
    int nameWidth = Math.min(100, width(rows, TensorRow::name));
    int typeWidth = width(rows, row -> text(row.type()));
    int shapeWidth = width(rows, TensorRow::shape);
    String form = "  %-" + nameWidth + "s  %-" + typeWidth + "s  %-" + shapeWidth + "s  %s%n";
    for (TensorRow row : rows) {
      String size = ByteSize.text(row.byteCount());
      String each = row.count() > 1 ? row.count() + " times, " + size + " in all" : size;
      out.printf(form, row.name(), text(row.type()), row.shape(), each);
    }
  }

  private static int width(List<TensorRow> rows, Function<TensorRow, String> column) {
    return rows.stream().map(column).mapToInt(String::length).max().orElse(1);
  }

  private static String text(TensorType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
