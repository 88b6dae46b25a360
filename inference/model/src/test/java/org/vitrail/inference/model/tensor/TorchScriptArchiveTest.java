package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptArchiveTest {
  private static final String SOURCE =
      """
      # A comment.
      class Tiny(Module):
        __parameters__ = []
        training : bool
        count : int
        table : Dict[str, Tensor]  # (row, channel)

        def two(self) -> int:
          return 2
      """;

  @Test
  void the_archive_is_a_stored_zip_of_source_object_constants_and_version() throws IOException {
    Map<String, byte[]> entries = entries(TorchScriptArchive.write(SOURCE, ""));

    assertThat(entries.keySet())
        .containsExactlyInAnyOrder(
            "vitrail/data.pkl",
            "vitrail/code/__torch__.py",
            "vitrail/constants.pkl",
            "vitrail/version");
    assertThat(text(entries, "vitrail/code/__torch__.py")).isEqualTo(SOURCE);
    assertThat(text(entries, "vitrail/version")).isEqualTo("10\n");
    assertThat(entries.get("vitrail/constants.pkl")).containsExactly(0x80, 2, ')', '.');
    assertThat(text(entries, "vitrail/data.pkl"))
        .contains("c__torch__\nTiny\n", "training", "count", "table", "Dict[str, Tensor]")
        .doesNotContain("__parameters__", "row");
  }

  @Test
  void a_mixin_becomes_part_of_the_class() throws IOException {
    Map<String, byte[]> entries =
        entries(TorchScriptArchive.write(SOURCE, "  weights : List[Tensor]\n"));

    assertThat(text(entries, "vitrail/code/__torch__.py"))
        .startsWith(SOURCE)
        .endsWith("  weights : List[Tensor]\n");
    assertThat(text(entries, "vitrail/data.pkl")).contains("weights", "List[Tensor]");
  }

  @Test
  void pytorch_loads_and_runs_it() {
    String source =
        SOURCE
            + """

              def state(self) -> int:
                self.count = self.count + 3
                return self.count + len(self.table)
            """
                .indent(0);
    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        TensorScope scope = engine.open();
        Program program = new Program(scope.manager(), TorchScriptArchive.write(source, ""))) {
      assertThat(program.number("two")).isEqualTo(2);
      assertThat(program.number("state")).isEqualTo(3);
      assertThat(program.number("state")).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tensor", "float", "str", "Tuple[int, int]", "Module"})
  void an_attribute_without_an_empty_value_is_named(String type) {
    String source = SOURCE.replace("count : int", "count : " + type);

    assertThatThrownBy(() -> TorchScriptArchive.write(source, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Attribute count: no empty value is known for type " + type + ".");
  }

  @Test
  void a_source_without_a_class_is_refused() {
    assertThatThrownBy(() -> TorchScriptArchive.write("def two() -> int:\n  return 2\n", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The TorchScript source has no 'class …(Module):' line.");
  }

  private static String text(Map<String, byte[]> entries, String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
