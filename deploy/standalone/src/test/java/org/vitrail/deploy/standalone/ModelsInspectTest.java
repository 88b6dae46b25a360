package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

  private static final Path HOSTILE = REFERENCE.resolveSibling("hostile");

  /** An archive as torch.save writes one, whose pickle does what its characters' codes say. */
  private static final class InertPickle {
    static byte[] zip(String program) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] pickle = ("\u0080\2" + program).getBytes(StandardCharsets.ISO_8859_1);
      CRC32 crc = new CRC32();
      crc.update(pickle);
      ZipEntry entry = new ZipEntry("archive/data.pkl");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(pickle.length);
      entry.setCrc(crc.getValue());
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(entry);
        zip.write(pickle);
        zip.closeEntry();
      }
      return bytes.toByteArray();
    }
  }

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
  void a_type_that_nobody_computes_with_is_a_line_like_others() {
    inspect(HOSTILE.resolve("fp8.safetensors").toString());

    assertThat(rows()).containsExactly("w  F8_E4M3  4  4 bytes", "b  f32      1  4 bytes");
    assertThat(out.toString())
        .contains("2 tensors, 5 parameters: 4 bytes of F8_E4M3, 4 bytes of f32");
  }

  @Test
  void a_type_and_a_file_cannot_steer_the_terminal() throws IOException {
    Path evil = folder.resolve("e\u001b[2J.safetensors");
    Files.copy(HOSTILE.resolve("esc.safetensors"), evil);

    assertThat(inspect(evil.toString())).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("/e\\u{1b}[2J.safetensors: safetensors", "4 bytes of F4\\u{1b}]0;x\\u{7}")
        .contains("  \\u{1b}[31mred\\u{7}\\n  F4\\u{1b}]0;x\\u{7}  1  4 bytes")
        .doesNotContain("\u001b", "\u0007");
  }

  @Test
  void an_index_and_its_files_are_one_list() throws IOException {
    SafetensorsWriter first = new SafetensorsWriter();
    first.put("layers.0.weight", new float[6], 3, 2);
    first.write(folder.resolve("model-1.safetensors"));
    SafetensorsWriter second = new SafetensorsWriter();
    second.put("layers.1.weight", new float[6], 3, 2);
    second.write(folder.resolve("model-2.safetensors"));
    Path index =
        Files.writeString(
            folder.resolve("model.safetensors.index.json"),
            """
            {"metadata": {"total_size": 48}, "weight_map": {
              "layers.0.weight": "model-1.safetensors", "layers.1.weight": "model-2.safetensors"}}
            """);

    assertThat(inspect(folder.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith(index + ": safetensors, 2 files, ");
    assertThat(rows()).containsExactly("layers.0–1.weight  f32  3×2  2 times, 48 bytes in all");

    Files.delete(folder.resolve("model-2.safetensors"));
    assertThat(inspect(index.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("1 is not beside it: model-2.safetensors");
  }

  @Test
  void names_that_stayed_inert_are_told_in_a_line() throws IOException {
    Path file =
        Files.write(
            folder.resolve("my.ckpt"),
            InertPickle.zip("}X\1\0\0\0acmy.project\nConfig\n)\u0081s."));

    assertThat(inspect(file.toString())).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("1 name is not known here and stayed inert: my.project.Config. Nothing was run");
    inspect(HOSTILE.resolve("torchversion.ckpt").toString());
    inspect(HOSTILE.resolve("omegaconf-typing-any.ckpt").toString());
    assertThat(out.toString()).containsOnlyOnce("stayed inert");
  }

  @Test
  void a_file_of_another_kind_and_a_missing_one_end_with_one_sentence() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no weights in here at all");

    assertThat(inspect(text.toString())).isEqualTo(1);
    assertThat(inspect(folder.resolve("none.pt").toString())).isEqualTo(1);

    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("vitrail: "));
    assertThat(err.toString())
        .contains(
            "notes.txt: is not a file of weights but text: 'no weights in here at all'.",
            "none.pt: is missing");
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
