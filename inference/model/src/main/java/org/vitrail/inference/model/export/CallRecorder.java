package org.vitrail.inference.model.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.ProgramListener;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * Writes down how a network's programs are loaded, prepared and called, as JSON that refers to
 * tensors by name.
 *
 * <p>A call is {@code {"load": archive}}, or {@code {"program": n, "method": …, "arguments": […]}}
 * with the n-th program loaded. An argument is a number, a truth value, a list of numbers, or an
 * object with one of: {@code tensor} and {@code tensors} (names), {@code weights} (names among the
 * weights), {@code result} (the number of the call that gave it).
 */
final class CallRecorder implements ProgramListener {
  /** A result of more elements is thinned out, so that the folder stays small. */
  private static final int MAX_ELEMENTS = 2048;

  private final boolean computes;
  private final boolean keepsWeights;
  private final Set<String> keptResults;
  private final Map<String, byte[]> archives = new LinkedHashMap<>();
  private final Map<String, WeightTensor> weights = new LinkedHashMap<>();
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
  private final Map<Program, Integer> programs = new IdentityHashMap<>();
  private final Map<Tensor, Integer> results = new IdentityHashMap<>();
  private ArrayNode calls = JsonNodeFactory.instance.arrayNode();

  /**
   * Listens to a network at work.
   *
   * @param keepsWeights whether weights are kept; without, only their names
   * @param keptResults methods whose results are kept
   */
  static CallRecorder working(boolean keepsWeights, Set<String> keptResults) {
    return new CallRecorder(true, keepsWeights, keptResults);
  }

  /** Listens to a network that is only prepared, without its numbers. */
  static CallRecorder preparing() {
    return new CallRecorder(false, false, Set.of());
  }

  private CallRecorder(boolean computes, boolean keepsWeights, Set<String> keptResults) {
    this.computes = computes;
    this.keepsWeights = keepsWeights;
    this.keptResults = keptResults;
  }

  @Override
  public boolean computes() {
    return computes;
  }

  @Override
  public void loaded(Program program, String name, byte[] archive) {
    String file = name.replaceAll("\\w+/|\\.py", "") + ".pt";
    archives.put(file, archive);
    programs.put(program, programs.size());
    calls.addObject().put("load", file);
  }

  @Override
  public void called(
      Program program, String method, List<Object> arguments, Optional<Tensor> result) {
    ObjectNode call = calls.addObject();
    call.put("program", programs.get(program)).put("method", method);
    ArrayNode written = call.putArray("arguments");
    arguments.forEach(argument -> write(written, argument));
    if (result.isPresent()) {
      // The same tensor may come back as an argument, and a program's later result may not.
      results.put(result.get(), calls.size() - 1);
      if (keptResults.contains(method)) {
        keep(call.putObject("result"), result.get());
      }
    }
  }

  private void write(ArrayNode written, Object argument) {
    if (argument instanceof Integer number) {
      written.add(number);
    } else if (argument instanceof Boolean truth) {
      written.add(truth);
    } else if (argument instanceof long[] numbers) {
      ArrayNode list = written.addArray();
      for (long number : numbers) {
        list.add(number);
      }
    } else if (argument instanceof Tensor tensor) {
      if (results.containsKey(tensor)) {
        written.addObject().put("result", results.get(tensor));
      } else {
        written.addObject().put("tensor", put(copy(tensor)));
      }
    } else if (argument instanceof List<?> list) {
      ArrayNode names = written.addObject().putArray("tensors");
      list.forEach(tensor -> names.add(put(copy((Tensor) tensor))));
    } else if (argument instanceof Tensor.Named named) {
      ArrayNode names = written.addObject().putArray("weights");
      named.tensors().keySet().forEach(names::add);
      if (keepsWeights) {
        named.tensors().forEach((name, tensor) -> weights.put(name, copy(tensor)));
      }
    } else {
      throw new IllegalArgumentException("A call cannot be written down with " + argument + ".");
    }
  }

  /** Every n-th element, n odd, so that it meets every column of a matrix of even width. */
  private void keep(ObjectNode written, Tensor result) {
    WeightTensor whole = copy(result);
    long count = whole.elementCount();
    int every = (int) ((count + MAX_ELEMENTS - 1) / MAX_ELEMENTS) | 1;
    int size = whole.type().byteCount();
    ByteBuffer all = whole.bytes();
    ByteBuffer kept = buffer((int) ((count + every - 1) / every) * size);
    for (long i = 0; i < count; i += every) {
      kept.put(all.slice((int) i * size, size));
    }
    long[] shape = {kept.position() / size};
    written.put("tensor", put(tensor(whole.type(), shape, kept.flip())));
    written.put("every", every).put("count", count);
  }

  private String put(WeightTensor tensor) {
    String name = "t" + tensors.size();
    tensors.put(name, tensor);
    return name;
  }

  private static WeightTensor copy(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    ByteBuffer copy = buffer(bytes.remaining());
    return tensor(tensor.type(), tensor.shape(), copy.put(bytes).flip());
  }

  private static WeightTensor tensor(TensorType type, long[] shape, ByteBuffer bytes) {
    return WeightTensor.contiguous(type, shape, Storage.of(bytes));
  }

  private static ByteBuffer buffer(int byteCount) {
    return ByteBuffer.allocate(byteCount).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The calls since the last time; numbers of results count from the first of them. */
  ArrayNode takeCalls() {
    ArrayNode taken = calls;
    calls = JsonNodeFactory.instance.arrayNode();
    results.clear();
    return taken;
  }

  /** The archives of all programs, by file name. */
  Map<String, byte[]> archives() {
    return archives;
  }

  /** The weights that were handed over, if they are kept. */
  Map<String, WeightTensor> weights() {
    return weights;
  }

  /** All other tensors, by the names that the calls have for them. */
  Map<String, WeightTensor> tensors() {
    return tensors;
  }
}
