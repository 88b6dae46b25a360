package org.vitrail.inference.model.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.Checkpoint;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** What is written is read: types, shapes, bytes and order. */
public class SafetensorsRoundTripTest {
  @TempDir Path folder;

  @Test
  void every_type_comes_back_as_a_tensor_a_scalar_and_an_empty_tensor() throws IOException {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (TensorType type : TensorType.values()) {
      tensors.put(type + ".table", tensor(type, 3, 2));
      tensors.put(type + ".scalar", tensor(type));
      tensors.put(type + ".empty", tensor(type, 4, 0, 2));
    }

    Map<String, WeightTensor> read = written(folder.resolve("all.safetensors"), tensors);

    assertThat(read).containsExactlyInAnyOrderEntriesOf(tensors);
  }

  @Test
  void arrays_come_back_in_their_own_types() throws IOException {
    Path file = folder.resolve("arrays.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.put("floats", new float[] {-1.5f, Float.MAX_VALUE}, 2);
    writer.put("ints", new int[] {Integer.MIN_VALUE, 7}, 1, 2);
    writer.put("bytes", new byte[] {-1, 1}, 2, 1);
    writer.write(file);

    Map<String, WeightTensor> read = Checkpoint.open(file).tensors();

    assertThat(read.keySet()).containsExactly("floats", "ints", "bytes");
    assertThat(read.get("floats").type()).isEqualTo(TensorType.F32);
    assertThat(read.get("floats").bytes().getFloat(0)).isEqualTo(-1.5f);
    assertThat(read.get("floats").bytes().getFloat(4)).isEqualTo(Float.MAX_VALUE);
    assertThat(read.get("ints").type()).isEqualTo(TensorType.I32);
    assertThat(read.get("ints").shape()).containsExactly(1, 2);
    assertThat(read.get("ints").bytes().getInt(0)).isEqualTo(Integer.MIN_VALUE);
    assertThat(read.get("bytes").type()).isEqualTo(TensorType.U8);
    assertThat(read.get("bytes").bytes().get(0)).isEqualTo((byte) -1);
  }

  @Test
  void a_file_without_tensors_is_a_file() throws IOException {
    assertThat(written(folder.resolve("none.safetensors"), Map.of())).isEmpty();
  }

  @Test
  void writing_replaces_a_longer_file() throws IOException {
    Path file = folder.resolve("again.safetensors");
    written(file, Map.of("long", tensor(TensorType.F64, 100)));

    assertThat(written(file, Map.of("short", tensor(TensorType.U8, 1)))).containsOnlyKeys("short");
  }

  @Property(tries = 200)
  void any_tensors_come_back(@ForAll("tensors") Map<String, WeightTensor> tensors)
      throws IOException {
    Path file = Files.createTempFile("round-trip", ".safetensors");
    try {
      assertThat(written(file, tensors)).containsExactlyInAnyOrderEntriesOf(tensors);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<Map<String, WeightTensor>> tensors() {
    Arbitrary<String> names =
        Arbitraries.strings().ofMaxLength(12).filter(name -> !name.equals("__metadata__"));
    Arbitrary<WeightTensor> values =
        Combinators.combine(
                Arbitraries.of(TensorType.class),
                Arbitraries.longs().between(0, 4).array(long[].class).ofMaxSize(4),
                Arbitraries.bytes())
            .as(SafetensorsRoundTripTest::tensorFrom);
    return Arbitraries.maps(names.filter(SafetensorsRoundTripTest::isText), values).ofMaxSize(6);
  }

  /** Half of a surrogate pair is no text and has no bytes in UTF-8. */
  private static boolean isText(String name) {
    return name.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF);
  }

  public static WeightTensor tensor(TensorType type, long... shape) {
    return tensorFrom(type, shape, (byte) type.ordinal());
  }

  private static WeightTensor tensorFrom(TensorType type, long[] shape, byte first) {
    int byteCount = type.byteCount();
    for (long size : shape) {
      byteCount *= (int) size;
    }
    ByteBuffer bytes = ByteBuffer.allocate(byteCount);
    for (int i = 0; i < byteCount; i++) {
      bytes.put(i, (byte) (i + first));
    }
    return WeightTensor.contiguous(type, shape, Storage.of(bytes));
  }

  public static Map<String, WeightTensor> written(Path file, Map<String, WeightTensor> tensors)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach(writer::put);
    writer.write(file);
    return Checkpoint.open(file).tensors();
  }
}
