package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.inference.model.ImagePrompt;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class TargetImageTest {
  private final ModelCatalogue catalogue = ModelCatalogue.load(null);
  private final CommandLine command = new CommandLine(CommandSpec.create());

  @TempDir private Path folder;
  private Path picture;

  @BeforeEach
  void write() throws IOException {
    picture = folder.resolve("style.png");
    Files.write(
        picture, PngFile.write(new Pixels(32, 32, new byte[3 * 32 * 32]), Optional.empty()));
  }

  @Test
  void a_weight_stands_behind_a_colon_unless_the_file_is_called_so() throws IOException {
    Path odd = folder.resolve("style:5");
    Files.copy(picture, odd);

    assertThat(read(picture.toString(), picture + ":-0.5", odd.toString()))
        .extracting(ImagePrompt::weight)
        .containsExactly(1f, -.5f, 1f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"much", "0", "1001", "nan", "0,5", ""})
  void a_weight_that_is_none_is_named_with_what_is_allowed(String weight) {
    assertThatThrownBy(() -> read("style.png:" + weight))
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "--target-image: "
                + weight
                + " is no weight for style.png; give a number from -1000 to 1000, but not 0, as in"
                + " style.png:0.5.");
  }

  @Test
  void too_many_pictures_a_missing_one_and_a_model_that_takes_none_are_named() {
    assertThatThrownBy(() -> read(Collections.nCopies(5, "a.png").toArray(String[]::new)))
        .hasMessage("--target-image: 5 pictures are not allowed; give up to 4.");
    assertThatThrownBy(() -> read(folder.resolve("none.png").toString()))
        .hasMessageStartingWith("--target-image: there is no file ");
    assertThatThrownBy(
            () ->
                TargetImage.read(
                    List.of("a.png"), catalogue.require("bundled"), catalogue, command))
        .hasMessageStartingWith(
            "--target-image: the model bundled draws towards no picture. Choose one that does with"
                + " --model (bundled-optimised, ");
  }

  private List<ImagePrompt> read(String... typed) throws IOException {
    return TargetImage.read(
        List.of(typed), catalogue.require("bundled-optimised"), catalogue, command);
  }
}
