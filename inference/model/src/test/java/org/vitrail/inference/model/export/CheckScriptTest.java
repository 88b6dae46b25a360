package org.vitrail.inference.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.DalleMiniConfig;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.ranking.clip.ClipConfig;

/**
 * Runs check.py itself on this processor, over an export of the bundled model and of tiny shapes.
 * Needs PyTorch for Python, which Vitrail does not: {@code CHECK_PYTHON} names an interpreter that
 * has it, else {@code python3} is tried.
 */
@Tag("slow")
class CheckScriptTest {
  private static final Path SCRIPT = Path.of("src/test/cuda/check.py");
  private static final String PYTHON = System.getenv().getOrDefault("CHECK_PYTHON", "python3");

  @TempDir static Path folder;
  private static Path export;

  private record Ended(int exitCode, String output) {}

  @BeforeAll
  static void exportsTheNetworks() throws Exception {
    assumeTrue(hasPyTorch(), PYTHON + " has no PyTorch: check.py is not tried here (CHECK_PYTHON)");
    DalleMiniFiles bundled = new DalleMiniFiles(BundledModel.unpack(folder.resolve("model")));
    DalleMiniConfig transformer = new DalleMiniConfig(512, 8, 96, 16, 64, 1, 2, 4, 96, 96, 1);
    VqganConfig vqgan = new VqganConfig(32, List.of(1, 1), 1, List.of(), 16, 32, 32, 96);
    ClipConfig clip = new ClipConfig(64, 16, 8, 64, 1, 16, 512, 64, 1, 510, 511);
    export = folder.resolve("export");
    ProgramsExport.write(
        export,
        new ExportedNetworks(
            List.of(
                ExportedNetworks.transformer("bundled-transformer", bundled, true),
                ExportedNetworks.transformer("bundled-tokens", bundled, false),
                ExportedNetworks.vqgan("bundled-vqgan", bundled),
                ExportedNetworks.clip("bundled-clip", bundled),
                ExportedNetworks.upscaler("bundled-upscaler", bundled),
                ExportedNetworks.descent("bundled-optimised", bundled),
                ExportedNetworks.random("tiny-transformer", transformer)),
            List.of(
                TimedShape.of("tiny-transformer", transformer),
                TimedShape.of("tiny-vqgan", vqgan),
                TimedShape.of("tiny-clip", clip))),
        name -> {});
  }

  private static boolean hasPyTorch() throws Exception {
    try {
      Process process =
          new ProcessBuilder(PYTHON, "-c", "import torch").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      // There is no Python.
      return false;
    }
  }

  private static Ended check(Path exported, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON, SCRIPT.toString(), exported.toString()));
    command.addAll(List.of("--device", "cpu", "--minutes", "5"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), output);
  }

  @Test
  void the_processors_own_programs_are_right_and_timed_in_every_precision() throws Exception {
    Path json = folder.resolve("figures.json");

    Ended ended = check(export, "--rows", "2,4", "--pictures", "1", "--json", json.toString());

    assertThat(ended.output()).contains("21 of 21 checks right, 0 not run; 0 timings failed");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.output().lines().filter(line -> line.startsWith("tiny-")))
        .hasSize(3 + 3 * (2 + 1 + 1));
    assertThat(json).content().contains("\"floorMs\"", "\"bytesPerSecond\"");
  }

  @Test
  void a_scaled_weight_is_found_and_named_by_network_and_precision() throws Exception {
    Path broken = copy("scaled");
    Path weights = broken.resolve("bundled-clip-weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    // The last tensor's f16 numbers: half of their exponents' lowest bits are set.
    for (int i = bytes.length - 40_000; i < bytes.length; i += 2) {
      bytes[i + 1] ^= 0x04;
    }
    Files.write(weights, bytes);

    assertThat(check(broken, "--no-timing", "--only", "bundled-clip").output())
        .contains("bundled-clip in f32: ", "bundled-clip in bf16: ", "bundled-clip in f16: ")
        .contains("0 of 3 checks right");
  }

  @Test
  void a_swapped_axis_is_found_and_named() throws Exception {
    Path broken = copy("swapped");
    change(broken.resolve("vqgan.pt"), "permute([0, 3, 1, 2])", "permute([0, 3, 2, 1])");

    assertThat(check(broken, "--no-timing", "--only", "vqgan").output())
        .contains("bundled-vqgan in f32: decode is off by", "bundled-vqgan in bf16: decode is");
  }

  @Test
  void an_aliased_cache_is_found_and_named_while_others_are_right() throws Exception {
    Path broken = copy("aliased");
    change(
        broken.resolve("dalle_mini+linear_plain.pt"),
        "(qkv[row:end, 0], run[0], run[1], mask)",
        "(qkv[row:end, 0], run[0], run[0], mask)");

    Ended ended = check(broken, "--no-timing");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output())
        .contains("bundled-transformer in f32: step is off by")
        .contains("bundled-transformer in f16: step is off by")
        .contains("tiny-transformer in bf16: step is off by")
        .contains("bundled-tokens in f32: greedy is off by")
        .doesNotContain("bundled-clip in", "bundled-vqgan in", "bundled-upscaler in");
  }

  @Test
  void a_program_that_does_not_load_hides_no_other() throws Exception {
    Path broken = copy("unloadable");
    change(broken.resolve("clip.pt"), "torch.embedding(", "torch.embeddings(");

    assertThat(check(broken, "--no-timing").output())
        .contains("bundled-clip in f32: ", "15 of 21 checks right");
  }

  @Test
  void a_folder_that_is_no_export_is_wrong_usage() throws Exception {
    Ended ended = check(folder.resolve("nothing"));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output()).contains("is no export", "./vitrail programs export DIR");
  }

  private static Path copy(String name) throws IOException {
    Path target = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(export)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  /** Changes a program's text within its archive. */
  private static void change(Path archive, String from, String to) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(changed)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> old : entries.entrySet()) {
        byte[] bytes = old.getValue();
        if (old.getKey().endsWith(".py")) {
          String text = new String(bytes, StandardCharsets.UTF_8);
          assertThat(text).contains(from);
          bytes = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
        }
        ZipEntry entry = new ZipEntry(old.getKey());
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
    Files.write(archive, changed.toByteArray());
  }
}
