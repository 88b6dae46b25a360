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
import org.vitrail.config.Printable;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.ShardedCheckpoint;
import org.vitrail.inference.model.weights.file.StoredTensor;
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
      "Reads safetensors, PyTorch (zip, older, tar), TorchScript and Flax msgpack, and an index",
      "with its files as one; runs nothing."
    })
final class ModelsInspect implements Callable<Integer> {
  private static final int STRANGERS_SHOWN = 8;
  private static final int TYPES_SHOWN = 12;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "The file (its name does not matter), an index (*.index.json), or a folder with one.")
  private Path file;

  @Option(
      names = "--all",
      description = "A line for each tensor (default: the same tensor of all layers is one line).")
  private boolean all;

  @Override
  public Integer call() {
    if (ShardedCheckpoint.isMeantBy(file)) {
      try (ShardedCheckpoint sharded = ShardedCheckpoint.open(file)) {
        show(sharded.index(), sharded.title(), sharded.byteCount(), sharded.stored());
        showStrangers(sharded.strangers());
      }
    } else {
      try (Checkpoint one = Checkpoint.open(file)) {
        show(file, one.format().toString(), one.byteCount(), one.stored());
        showStrangers(one.strangers());
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void show(Path path, String title, long bytes, Map<String, StoredTensor> tensors) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s, %s%n", Printable.text(path.toString()), title, ByteSize.text(bytes));
    out.println(summary(tensors.values()));
    print(out, all ? TensorRow.each(tensors) : TensorRow.byLayer(tensors));
  }

  /** Classes and functions of a pickle that nobody here knows: worth a line, not an alarm. */
  private void showStrangers(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    String shown =
        names.stream()
            .limit(STRANGERS_SHOWN)
            .map(name -> Printable.text(name, 100))
            .collect(Collectors.joining(", "));
    spec.commandLine()
        .getOut()
        .printf(
            "%d %s not known here and stayed inert: %s%s. Nothing was run; no tensor comes out of"
                + " them.%n",
            names.size(),
            names.size() == 1 ? "name is" : "names are",
            shown,
            names.size() > STRANGERS_SHOWN ? ", …" : "");
  }

  private static String summary(Collection<StoredTensor> tensors) {
    Map<String, Long> bytes = new TreeMap<>();
    tensors.forEach(tensor -> bytes.merge(tensor.typeName(), tensor.byteCount(), Long::sum));
    String types =
        bytes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(TYPES_SHOWN)
            .map(entry -> ByteSize.text(entry.getValue()) + " of " + type(entry.getKey()))
            .collect(Collectors.joining(", ", bytes.isEmpty() ? "" : ": ", ""));
    long parameters = tensors.stream().mapToLong(StoredTensor::elementCount).sum();
    String counts =
        String.format(Locale.ROOT, "%,d tensors, %,d parameters", tensors.size(), parameters);
    long sharing = tensors.size() - tensors.stream().map(StoredTensor::storage).distinct().count();
    return counts + types + (sharing > 0 ? "; " + sharing + " lie in the storage of another" : "");
  }

  private static void print(PrintWriter out, List<TensorRow> rows) {
    // A name as long as a page, which a stranger may choose, shall not indent all the others.
    int nameWidth = Math.min(100, width(rows, TensorRow::name));
    int typeWidth = width(rows, TensorRow::type);
    int shapeWidth = width(rows, TensorRow::shape);
    String form = "  %-" + nameWidth + "s  %-" + typeWidth + "s  %-" + shapeWidth + "s  %s%n";
    for (TensorRow row : rows) {
      String size = ByteSize.text(row.byteCount());
      String each = row.count() > 1 ? row.count() + " times, " + size + " in all" : size;
      out.printf(form, row.name(), row.type(), row.shape(), each);
    }
  }

  private static int width(List<TensorRow> rows, Function<TensorRow, String> column) {
    return rows.stream().map(column).mapToInt(String::length).max().orElse(1);
  }

  private static String type(String name) {
    return Printable.text(name, 40);
  }
}
