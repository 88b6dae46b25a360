package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine;

class ModelsInspectTest {
  /** Files that PyTorch and Flax wrote, each with the same kinds of tensors. */
  private static final Path REFERENCE =
      Path.of("").toAbsolutePath().resolve("../../inference/model/src/test/resources/checkpoints");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "expected.safetensors, safetensors",
    "torch213-zip.pt, PyTorch (zip)",
    "torch113-legacy.pt, PyTorch (before 1.6)",
    "tar.pt, PyTorch (tar)",
    "torchscript.pt, TorchScript",
    "flax.msgpack, Flax (msgpack)",
    "lightning.ckpt, PyTorch (zip)",
  })
  void the_format_is_told_from_the_bytes(String name, String format) throws IOException {
    Path nameless = Files.copy(REFERENCE.resolve(name), folder.resolve("weights"));

    assertThat(inspect(nameless.toString())).as(err.toString()).isZero();

    assertThat(out.toString()).startsWith(nameless + ": " + format + ", ");
    assertThat(out.toString().lines().skip(1).findFirst().orElseThrow())
        .matches("[\\d,]+ tensors?, [\\d,]+ parameters: .*");
  }

  @Test
  void the_same_tensor_of_all_layers_is_one_line() throws IOException {
    Path file = written();

    inspect(file.toString());

    assertThat(rows())
        .containsExactly(
            "layers.0–2,4.weight  f32  3×2  4 times, 96 bytes in all",
            "layers.3.weight      f32  6    24 bytes",
            "steps                i32  1    4 bytes");
    assertThat(out.toString())
        .contains("6 tensors, 31 parameters: 120 bytes of f32, 4 bytes of i32");
  }

  @Test
  void each_tensor_has_a_line_when_asked() throws IOException {
    Path file = written();

    inspect(file.toString(), "--all");

    assertThat(rows())
        .hasSize(6)
        .contains("layers.2.weight  f32  3×2  24 bytes", "layers.3.weight  f32  6    24 bytes");
  }

  @Test
  void tensors_that_share_their_storage_are_counted() {
    inspect(REFERENCE.resolve("torch213-zip.pt").toString());

    assertThat(out.toString()).containsPattern("; \\d+ lie in the storage of another");
  }

  @Test
  void a_name_cannot_steer_the_terminal() throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.put("clear\u001b[2J\u202egnp", new float[1], 1);
    Path file = folder.resolve("hostile.safetensors");
    writer.write(file);

    inspect(file.toString());

    assertThat(out.toString()).contains("clear\\u{1b}[2J\\u{202e}gnp").doesNotContain("\u001b");
  }

  @Test
  void a_file_of_another_kind_and_a_missing_one_end_with_one_sentence() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no weights in here at all");

    assertThat(inspect(text.toString())).isEqualTo(1);
    assertThat(inspect(folder.resolve("none.pt").toString())).isEqualTo(1);

    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("vitrail: "));
    assertThat(err.toString())
        .contains(
            "notes.txt: is none of the files of weights that are known", "none.pt: is missing");
  }

  private Path written() throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int layer : new int[] {0, 1, 2, 4}) {
      writer.put("layers." + layer + ".weight", new float[6], 3, 2);
    }
    writer.put("layers.3.weight", new float[6], 6);
    writer.put("steps", new int[1], 1);
    Path file = folder.resolve("layers.safetensors");
    writer.write(file);
    return file;
  }

  private List<String> rows() {
    return out.toString().lines().skip(2).map(String::strip).toList();
  }

  private int inspect(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 2];
    all[0] = "models";
    all[1] = "inspect";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return command.execute(all);
  }
}
