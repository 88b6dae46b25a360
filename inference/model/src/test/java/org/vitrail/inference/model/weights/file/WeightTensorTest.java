package org.vitrail.inference.model.weights.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.safetensors.SafetensorsRoundTripTest;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

class WeightTensorTest {
  /** Two tables of two rows and three columns: 0 to 11. */
  private static final WeightTensor TABLES =
      WeightTensor.contiguous(TensorType.I8, new long[] {2, 2, 3}, bytes(12));

  @Test
  void elements_lie_inside_the_storage() {
    assertThatThrownBy(() -> WeightTensor.contiguous(TensorType.F32, new long[] {2, 3}, bytes(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A tensor F32[2, 3] needs 24 bytes, not 20.");
    assertThatThrownBy(() -> view(new long[] {2, 3}, new long[] {1, 5}, 1, 12))
        .hasMessage("A tensor I8[2, 3] needs 13 bytes, not 12.");
    assertThat(view(new long[] {2, 3}, new long[] {1, 5}, 0, 12).extentBytes()).isEqualTo(12);
    assertThatThrownBy(() -> new SafetensorsWriter().put("a", new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 2})
  void impossible_sizes_strides_and_offsets_are_refused(long absurd) {
    assertThatThrownBy(() -> view(new long[] {absurd, 2}, new long[] {2, 1}, 0, 12))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> view(new long[] {3, 2}, new long[] {absurd, 1}, 0, 12))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> view(new long[] {3, 2}, new long[] {2, 1}, absurd, 12))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> WeightTensor.contiguous(TensorType.F64, new long[] {absurd, 4, 0}, bytes(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void views_are_cut_from_one_storage() {
    assertThat(TABLES.at(1).bytes()).isEqualTo(buffer(6, 7, 8, 9, 10, 11));
    assertThat(TABLES.at(1).rows(1, 2).bytes()).isEqualTo(buffer(9, 10, 11));
    assertThat(TABLES.at(1).permuted(1, 0).bytes()).isEqualTo(buffer(6, 9, 7, 10, 8, 11));
    assertThat(TABLES.permuted(2, 0, 1).shape()).containsExactly(3, 2, 2);
    assertThat(TABLES.permuted(2, 0, 1).at(1).bytes()).isEqualTo(buffer(1, 4, 7, 10));
    assertThat(TABLES.at(0).at(1).at(2).bytes()).isEqualTo(buffer(5));
    assertThat(TABLES.permuted(2, 0, 1).extentBytes()).isEqualTo(12);
  }

  @Test
  void parts_that_are_not_there_are_refused() {
    assertThatThrownBy(() -> TABLES.at(2)).hasMessage("A tensor I8[2, 2, 3] has no part 2.");
    assertThatThrownBy(() -> TABLES.rows(1, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TABLES.permuted(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TABLES.permuted(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void storages_joined_read_as_one() {
    Storage joined = Storage.joined(List.of(bytes(3), bytes(0), bytes(4), bytes(2)));
    ByteBuffer middle = ByteBuffer.allocate(5);

    joined.read(2, middle);

    assertThat(joined.byteCount()).isEqualTo(9);
    assertThat(middle.flip()).isEqualTo(buffer(2, 0, 1, 2, 3));
    assertThat(WeightTensor.contiguous(TensorType.I8, new long[] {9}, joined).rows(6, 9).bytes())
        .isEqualTo(buffer(3, 0, 1));
  }

  @Test
  void a_file_that_shrinks_while_it_is_read_is_an_error(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("weights"), new byte[16]);
    try (FileBytes bytes = FileBytes.open(file)) {
      Storage storage = bytes.region(0, 16, "tensor 'a'");
      WeightTensor tensor = WeightTensor.contiguous(TensorType.F32, new long[] {4}, storage);
      Files.write(file, new byte[10]);

      assertThatThrownBy(tensor::bytes)
          .isInstanceOf(CheckpointException.class)
          .hasMessage(file + ": became shorter while it was read, at byte 10; fetch it again.");
    }
  }

  @Test
  void equal_tensors_have_the_same_type_shape_and_elements() {
    WeightTensor tensor = SafetensorsRoundTripTest.tensor(TensorType.I16, 2, 3);

    assertThat(SafetensorsRoundTripTest.tensor(TensorType.I16, 2, 3))
        .isEqualTo(tensor)
        .hasSameHashCodeAs(tensor)
        .hasToString("I16[2, 3]");
    assertThat(tensor.permuted(1, 0)).isNotEqualTo(tensor);
    assertThat(tensor.permuted(1, 0).permuted(1, 0)).isEqualTo(tensor);
    assertThat(SafetensorsRoundTripTest.tensor(TensorType.I16, 3, 2)).isNotEqualTo(tensor);
    assertThat(SafetensorsRoundTripTest.tensor(TensorType.F16, 2, 3)).isNotEqualTo(tensor);
    assertThat(WeightTensor.contiguous(TensorType.I16, new long[] {2, 3}, bytes(13)))
        .isNotEqualTo(tensor);
  }

  private static WeightTensor view(long[] shape, long[] strides, long offset, int byteCount) {
    return new WeightTensor(TensorType.I8, shape, strides, offset, bytes(byteCount));
  }

  private static Storage bytes(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      bytes.put(i, (byte) i);
    }
    return Storage.of(bytes);
  }

  private static ByteBuffer buffer(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }
}
