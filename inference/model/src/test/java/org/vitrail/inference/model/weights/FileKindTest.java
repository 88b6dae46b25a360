package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;

/** What people get in place of weights is named, with what helps. */
class FileKindTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:"
          + "ab".repeat(32)
          + "\nsize 1751234567\n";

  @TempDir Path folder;

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", "empty (0 bytes)", "Fetch it again"),
        Arguments.of(
            POINTER,
            "a Git LFS pointer: it names a file of 1751234567 bytes that was not fetched",
            "Run git lfs pull"),
        Arguments.of("<html>Sign in</html>", "a web page (20 bytes)", "login page on this network"),
        Arguments.of("\n\n<!DOCTYPE HTML>\n<title>x", "a web page", "login page"),
        Arguments.of("\ufeff<!-- hotel --><html lang=de>", "a web page", "login page"),
        Arguments.of("<?xml version='1.0'?><!doctype html><html>", "a web page", "login page"),
        Arguments.of(
            "<Error><Code>AccessDenied</Code></Error>",
            "XML, perhaps a server's refusal: '<Error><Code>AccessDenied",
            "Fetch it again"),
        Arguments.of("{\"error\":\"not found\"}", "JSON text: '{\"error\":\"not", "Fetch"),
        Arguments.of("[]", "JSON text: '[]'", "Fetch"),
        Arguments.of("Entry not found", "text: 'Entry not found'", "check which file is meant"),
        Arguments.of("model:\n  target: x\n", "text: 'model: target: x'", "check which file"),
        Arguments.of("[model]\nwidth = 3\n", "JSON text: '[model] width = 3'", "check"),
        Arguments.of(
            "evil\u0085\u202e" + "x".repeat(900), "text: 'evil\\u{85}\\u{202e}xxx", "check"),
        Arguments.of("\u001f\u008b\u0008\0\0\0\0\0\0\3", "packed by gzip", "Unpack it"),
        Arguments.of("BZh91AY&SY\0\0", "packed by bzip2", "Unpack it"),
        Arguments.of("\u00fd7zXZ\0\0\0\0", "packed by xz", "Unpack it"),
        Arguments.of("(\u00b5/\u00fd\0\0\0\0\0", "packed by zstd", "Unpack it"),
        Arguments.of("7z\u00bc\u00af'\u001c\0\4\0\0", "a 7z archive", "Unpack it"),
        Arguments.of("Rar!\u001a\u0007\1\0\0", "a RAR archive", "Unpack it"),
        Arguments.of("GGUF\3\0\0\0\0\0\0\0", "a GGUF file", "as safetensors"),
        Arguments.of("\u0089HDF\r\n\u001a\n\0\0", "an HDF5 file", "as safetensors"),
        Arguments.of("\u0093NUMPY\1\0v\0", "one array of NumPy", "as safetensors"),
        Arguments.of("\u0080\4\u0095\0\0\0\0\0\0\0\0.", "a bare pickle", "as safetensors"),
        Arguments.of("\u0089PNG\r\n\u001a\n\0\0", "a picture (PNG)", "which file is meant"),
        Arguments.of("%PDF-1.7\n", "a PDF document", "which file is meant"),
        Arguments.of("\0".repeat(600), "filled with zeros", "Fetch it again"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_stands_in_the_place_of_weights_is_named(String content, String what, String help)
      throws IOException {
    Path file = write("model.safetensors", content);

    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": is not a file of weights but " + what)
        .hasMessageContaining(help)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
    assertThat(Checkpoint.misfit(start(file), Files.size(file)).orElseThrow()).contains(what, help);
  }

  @ParameterizedTest
  @CsvSource({
    "WEIGHTS, '<html>', a file of weights but a web page",
    "CONFIG, '<html>', YAML but a web page",
    "CONFIG, 'version https://git-lfs.github.com/spec/v1', YAML but a Git LFS pointer",
    "CONFIG, '', YAML but empty",
    "JSON, '<html>', JSON but a web page",
    "JSON, '', a JSON object but empty",
    "JSON, '[1]', a JSON object: it holds another value",
    "JSON, '{\"a\":', JSON: ",
    "TEXT, '<html>', plain text but a web page",
    "TEXT, '', plain text but empty",
    "ANY, '<html>', a file of a model but a web page",
    "ANY, '', a file of a model but empty"
  })
  void every_kind_of_file_is_opened_as_its_reader_will(FileUse use, String content, String problem)
      throws IOException {
    Path file = write("model.yaml", content);

    assertThatThrownBy(() -> use.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.yaml: is not " + problem);
  }

  @ParameterizedTest
  @CsvSource({"CONFIG, 'a: 1'", "JSON, '{\"a\":1}'", "TEXT, '#version: 0.2'", "ANY, whatever"})
  void what_is_right_is_taken(FileUse use, String content) throws IOException {
    Path file = write("model.yaml", content);

    use.open(file);

    assertThat(use.misfit(start(file), Files.size(file))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "torch213-zip.pt",
    "torch113-legacy.pt",
    "tar.pt",
    "torchscript.pt",
    "flax.msgpack",
    "expected.safetensors"
  })
  void the_start_of_weights_fits(String name) throws IOException {
    Path file = ReferenceFilesTest.file(name);

    assertThat(FileUse.WEIGHTS.misfit(start(file), Files.size(file))).isEmpty();
    assertThat(FileUse.byName(name)).isEqualTo(FileUse.WEIGHTS);
    assertThat(FileUse.JSON.misfit(start(file), Files.size(file))).isPresent();
    assertThat(FileUse.TEXT.misfit(start(file), Files.size(file))).isPresent();
  }

  @Test
  void a_download_that_has_not_ended_is_told_by_its_name() throws IOException {
    Path part =
        Files.write(folder.resolve("model.pt.part"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0});

    assertThatThrownBy(() -> Checkpoint.open(part))
        .hasMessageContaining("it was cut short")
        .hasMessageEndingWith("By its name its download has not ended: finish that first.");
  }

  @Test
  void a_pipe_is_not_waited_for() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    org.assertj.core.api.Assumptions.assumeThat(Path.of("/usr/bin/mkfifo"))
        .as("the command that makes pipes")
        .exists();
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> Checkpoint.open(pipe))
        .hasMessage(pipe + ": is a device or pipe, not a file of weights.");
  }

  private static byte[] start(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(FileKind.START_BYTES);
    }
  }

  /**
   * Letters beyond U+00FF stand for themselves, all others for bytes where some are not letters.
   */
  private Path write(String name, String content) throws IOException {
    boolean text =
        content.codePoints().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' || c == 0x93);
    return Files.write(
        folder.resolve(name),
        content.getBytes(text ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }
}
