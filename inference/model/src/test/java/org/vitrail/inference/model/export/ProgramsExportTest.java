package org.vitrail.inference.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.family.dallemini.PublishedShape;
import org.vitrail.inference.model.family.rudalle.RudalleConfig;
import org.vitrail.inference.model.family.rudalle.RudalleVersion;
import org.vitrail.inference.model.weights.Checkpoint;

@Tag("slow")
class ProgramsExportTest {
  @TempDir Path folder;

  private JsonNode export(ExportedNetworks networks) throws IOException {
    ProgramsExport.write(folder.resolve("export"), networks, name -> {});
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(folder.resolve("export").resolve(ProgramsExport.MANIFEST)))) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void a_network_is_written_with_its_weights_its_calls_and_this_processors_results()
      throws Exception {
    DalleMiniFiles bundled = new DalleMiniFiles(BundledModel.unpack(folder.resolve("model")));

    JsonNode manifest =
        export(
            new ExportedNetworks(
                List.of(ExportedNetworks.clip("bundled-clip", bundled)), List.of()));

    JsonNode network = manifest.get("networks").get(0);
    Set<String> handedOver = new TreeSet<>();
    network
        .get("prepare")
        .get("f32")
        .findValues("weights")
        .forEach(names -> names.forEach(name -> handedOver.add(name.asText())));
    Path weights = folder.resolve("export").resolve(network.get("weights").asText());
    try (Checkpoint written = Checkpoint.open(weights);
        Checkpoint bundledClip = Checkpoint.open(bundled.clip())) {
      assertThat(written.tensors().keySet())
          .isEqualTo(handedOver)
          .isEqualTo(bundledClip.tensors().keySet());
      assertThat(written.tensors().get("visual.proj").bytes())
          .isEqualTo(bundledClip.tensors().get("visual.proj").bytes());
    }
    assertThat(network.get("calls").findValuesAsText("method"))
        .containsExactly("encode_text", "prepare", "encode_image", "similarity");
    // What one call gave goes into the next.
    assertThat(network.get("calls").get(3).get("arguments").get(0).get("result").asInt())
        .isEqualTo(2);
    assertThat(network.get("calls").get(3).get("result").get("count").asInt()).isEqualTo(1);
  }

  /** The places that a layer sees are tensors that belong to the preparation of each precision. */
  @Test
  void a_rudalle_is_prepared_alike_in_each_precision_and_draws() throws Exception {
    RudalleConfig config = new RudalleConfig(RudalleVersion.V2, 40, 8, 64, 12, 32, 5, 4);

    JsonNode network =
        export(new ExportedNetworks(List.of(ExportedNetworks.random("rudalle", config)), List.of()))
            .get("networks")
            .get(0);

    assertThat(network.get("calls").findValuesAsText("method"))
        .startsWith("clear", "prefix", "join", "fill")
        .contains("step", "draw", "leave");
    Set<String> written;
    try (Checkpoint tensors =
        Checkpoint.open(folder.resolve("export").resolve(network.get("tensors").asText()))) {
      written = tensors.tensors().keySet();
    }
    List<String> seen = network.get("prepare").get("f32").findValuesAsText("tensor");
    assertThat(seen).hasSize(3);
    assertThat(written).containsAll(seen);
    for (String precision : List.of("bf16", "f16")) {
      assertThat(network.get("prepare").get(precision).findValuesAsText("tensor")).isEqualTo(seen);
    }
  }

  @Test
  void each_precision_is_prepared_with_a_gpus_own_types() throws Exception {
    JsonNode manifest =
        export(new ExportedNetworks(List.of(), List.of(TimedShape.of(PublishedShape.DALLE_MEGA))));

    JsonNode mega = manifest.get("timed").get(0);
    List<String> types = new ArrayList<>();
    for (String precision : List.of("f32", "bf16", "f16")) {
      types.add(mega.get("prepare").get(precision).get(1).get("arguments").toString());
    }
    assertThat(types).containsExactly("[6,6]", "[15,15]", "[5,5]");
    assertThat(mega.get("prepare").get("f32").get(0).get("load").asText())
        .isEqualTo("dalle_mini+linear_plain.pt");
    assertThat(mega.get("random").get("decoder.lm_head.weight").toString())
        .isEqualTo("[16416,2048]");
    assertThat(folder.resolve("export/dalle_mini+linear_plain.pt")).isNotEmptyFile();
  }

  @Test
  void an_export_that_breaks_off_is_none() throws Exception {
    export(new ExportedNetworks(List.of(), List.of()));
    NetworkExport<AutoCloseable> failing =
        new NetworkExport<>(
            "failing",
            Optional.empty(),
            (engine, none) -> {
              throw new IllegalStateException("no weights");
            },
            network -> {},
            Set.of(),
            false,
            new NetworkExport.Tolerance(0, 0, 0));

    assertThatThrownBy(() -> export(new ExportedNetworks(List.of(failing), List.of())))
        .hasMessage("no weights");
    assertThat(folder.resolve("export").resolve(ProgramsExport.MANIFEST)).doesNotExist();
  }
}
