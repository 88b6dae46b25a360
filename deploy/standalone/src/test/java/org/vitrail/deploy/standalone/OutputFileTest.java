package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A Red Apple            | a-red-apple",
        "CON                    | con",
        "nul.txt                | nul-txt",
        "COM1                   | com1",
        "what? a <b> : c*       | what-a-b-c",
        "so: \"quoted\" \\ and /  | so-quoted-and",
        "ends in dots ...       | ends-in-dots",
        "../../etc/passwd       | etc-passwd",
        ".hidden                | hidden",
        "-rf --all              | rf-all",
        "~ $HOME `id`           | home-id",
        "замок на холме         | замок-на-холме",
        "नमस्ते दुनिया               | नमस्ते-दुनिया",
        "สวัสดี                    | สวัสดี",
        "𝒽𝑒𝓁𝓁𝑜                  | 𝒽𝑒𝓁𝓁𝑜",
        "👨‍👩‍👧 🍓                    | grid",
        "!!!                    | grid",
      })
  void a_name_of_a_prompt_is_one_that_every_system_takes(String prompt, String name) {
    assertThat(OutputFile.named(prompt, 7)).hasToString(name + "-7.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "я", "城", "𝒽", "ü", "नि", "e\u0301\u0323"})
  void a_long_prompt_is_cut_between_letters_and_every_system_takes_what_is_left(String letter)
      throws IOException {
    Path name = OutputFile.named(letter.repeat(300), Long.MAX_VALUE);
    String begin = name.toString().replaceAll("-\\d+\\.png$", "");

    assertThat(name.toString().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(100, 143);
    assertThat(begin).matches("(" + letter + ")+");
    assertThat(OutputFile.obstacle(folder.resolve(name))).isEmpty();
    OutputFile.write(folder.resolve(name), new byte[1]);
    assertThat(folder.resolve(name)).hasSize(1);
  }

  @Test
  void a_place_where_nothing_can_be_written_is_found_beforehand() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(OutputFile.obstacle(Path.of("")))
        .hasValue("the name is empty. Give one, such as grid.png.");
    assertThat(OutputFile.obstacle(folder))
        .hasValue("is a folder. Give a file in it, such as " + folder.resolve("grid.png") + ".");
    assertThat(OutputFile.obstacle(folder.resolve("none/a.png")))
        .hasValue(
            "cannot be written: there is no folder "
                + folder.resolve("none")
                + ". Make it, or give another.");
    assertThat(OutputFile.obstacle(file.resolve("a.png")))
        .hasValue("cannot be written: " + file + " is a file and no folder. Give another folder.");
    assertThat(OutputFile.obstacle(folder.resolve("я".repeat(130) + ".png")))
        .hasValue("has a name of 264 bytes, and 255 are allowed. Give a shorter one.");
    assertThat(OutputFile.obstacle(folder.resolve("x".repeat(255)))).isEmpty();
    assertThat(OutputFile.obstacle(file)).isEmpty();
    assertThat(Files.list(folder)).as("nothing is left behind").containsExactly(file);
  }

  @Test
  void a_folder_that_takes_no_files_is_named() {
    assumeTrue(Files.isDirectory(Path.of("/sys/kernel")), "there is no /sys here");

    assertThat(OutputFile.obstacle(Path.of("/sys/a.png")))
        .hasValueSatisfying(
            obstacle ->
                assertThat(obstacle)
                    .startsWith("cannot be written: ")
                    .contains("/sys")
                    .endsWith(" Give another place."));
  }

  @Test
  void a_write_protected_file_is_not_replaced() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeTrue(!Files.isWritable(file), "root may write everywhere");

    assertThat(OutputFile.obstacle(file)).hasValue("is write-protected. Give another file.");
  }

  @Test
  void a_link_goes_on_pointing_and_a_device_stays_one() throws IOException {
    Path real = Files.createFile(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    OutputFile.write(link, new byte[3]);
    OutputFile.write(Path.of("/dev/null"), new byte[3]);

    assertThat(link).isSymbolicLink();
    assertThat(real).hasSize(3);
    assertThat(OutputFile.obstacle(Path.of("/dev/null"))).isEmpty();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void what_was_there_stays_until_all_is_written() throws IOException {
    Path file = Files.write(folder.resolve("x".repeat(255)), new byte[9]);
    OutputFile.write(file, new byte[2]);

    assertThat(file).hasSize(2);
    assertThat(Files.list(folder)).containsExactly(file);
  }
}
