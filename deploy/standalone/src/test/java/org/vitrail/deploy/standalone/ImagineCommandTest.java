package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import picocli.CommandLine;

/**
 * {@code vitrail imagine}: what it reads and refuses before a model is loaded, and what it draws.
 */
class ImagineCommandTest {
  /** Found missing behind all that was typed, and before anything is drawn. */
  private static final String NOWHERE = "/no/such/folder/a.png";

  private static final String ALL_UNDERSTOOD = "vitrail: --out: " + NOWHERE;

  @TempDir private Path home;
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a castle --seed 7",
        "a castle --seed=7",
        "a castle —seed 7",
        "a castle −−seed 7",
        "a castle －－seed ７",
        "a castle -seed 7",
        "--seed 7 a castle",
        "a castle --style Mosaic --top-k 5 --model bundled --private",
        "a castle \"--seed seven\" above the door",
        "\"a castle --seed seven\"",
      })
  void options_inside_the_prompts_quotes_are_read(String prompt) {
    assertThat(imagine(prompt, "--out", NOWHERE)).isEqualTo(2);
    assertThat(err.toString()).contains(ALL_UNDERSTOOD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a castle --seed seven    | --seed seven is not allowed; give a whole number from 0 to",
        "a castle —count 99       | --count 99 is not allowed; give a whole number from 1 to 9.",
        "a castle —ar 100:1       | --ar 100:1 is not allowed; give width to height from 1:3 to 3:1,",
        "a castle --seed          | --seed needs a value; give a whole number from 0 to",
        "a castle --seed 7 --seed 8 | --seed is given twice, as 7 and as 8; give it once.",
        "a castle --sede 7        | --sede is not an option; did you mean --seed? If it belongs to"
            + " the prompt, put -- before the prompt.",
        "a castle--seed 7         | --seed is not an option; did you mean --seed?",
        "a castle -- seed 7       | -- seed is not an option; did you mean --seed?",
        "a castle --breadth 7     | --breadth is not an option. If it belongs to the prompt, put --",
        "a castle --width 7       | --width: this model has no such option.",
        "a castle --out a.png     | --out inside the prompt's quotes is not read. Close the quotes",
        "a castle —out a.png      | —out is not an option; did you mean --out?",
        "a castle -scores         | -scores is not an option; did you mean --scores?",
        "a castle --style phot    | There is no style phot; did you mean photo?",
        "a castle --model bundle  | There is no model bundle; did you mean bundled?",
        "--seed 7                 | The prompt is empty.",
      })
  void what_is_not_understood_inside_the_prompt_is_asked_about(String prompt, String sentence) {
    assertThat(imagine(prompt, "--out", NOWHERE)).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a castle --seed 7         | --seed=8         | --seed is given twice, as 8 and as 7",
        "a castle —style photo     | --style=mosaic   | --style is given twice, as mosaic and as photo",
        "a castle --model bundled  | --model=dalle-mini | --model is given twice, as dalle-mini and",
        "a castle --guidance 2     | --guidance=3     | --guidance is given twice, as 3.0 and as 2",
        "a castle --ar 16x9        | --ar=2:1         | --ar is given twice, as 2:1 and as 16:9",
        "a castle                  | --ar=0:1         | --ar: 0:1 is not allowed; give width to height",
        "a castle                  | --style=phot     | There is no style phot; did you mean photo?",
        "a castle                  | --style=zzz      | --style zzz is not allowed; give one of photo,",
        "a castle                  | --seed=1 --seed=2 | --seed is given twice; give it once.",
        "a castle                  | --style          | --style needs a value: --style=ID.",
        "a castle --keep up 3      | --keep up 4      | --keep is given twice, as up 4 and as up 3;",
        "a castle                  | --keep upp       | --keep: \"upp\" is not allowed; give up, down,",
        "a castle                  | --keep border 2  | --keep: there is no picture that something could",
        "a castle --keep up        | --count=1        | --keep: there is no picture that something could",
      })
  void options_beside_the_prompt_are_compared_with_those_inside(
      String prompt, String beside, String sentence) {
    List<String> arguments = new ArrayList<>(List.of(prompt, "--out", NOWHERE));
    arguments.addAll(Arrays.asList(beside.split(" ")));

    assertThat(imagine(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: " + sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bundled", "dalle-mini", "min-dalle-mega", "rudalle-malevich"})
  void whoever_chooses_a_model_alone_chooses_nothing_that_it_lacks(String model) {
    assertThat(imagine("a castle", "--model", model, "--out", NOWHERE)).isEqualTo(2);
    assertThat(err.toString()).contains(ALL_UNDERSTOOD);
  }

  @Test
  void an_option_of_another_family_is_refused_with_those_of_the_model() {
    assertThat(
            imagine("a castle", "--model", "rudalle-emojich", "--guidance", "3", "--out", NOWHERE))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("--guidance: this model has no such option; its own are temperature, top-k,");
  }

  @Test
  void an_option_with_the_same_value_in_both_places_is_no_question() {
    assertThat(
            imagine("a castle --seed 7 --style Photo", "--seed=7", "--style=photo", "-o", NOWHERE))
        .isEqualTo(2);
    assertThat(err.toString()).contains(ALL_UNDERSTOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a castle --seed seven", "--sede 7", "—out"})
  void behind_two_hyphens_everything_belongs_to_the_prompt(String prompt) {
    assertThat(imagine("--out", NOWHERE, "--", prompt)).isEqualTo(2);
    assertThat(err.toString()).contains(ALL_UNDERSTOOD);
  }

  @Test
  void two_hyphens_behind_the_first_words_are_the_dash_that_somebody_typed() {
    assertThat(imagine("--out", NOWHERE, "a", "castle", "--", "seed", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("-- seed is not an option; did you mean --seed?");
  }

  @Test
  void a_picture_to_begin_from_is_looked_at_before_a_model_is_loaded() throws IOException {
    byte[] picture = picture("jpeg");
    Path folder = Files.createDirectory(home.resolve("folder"));
    Path cut = file("cut.jpg", Arrays.copyOf(picture, picture.length / 2));
    Path text = file("text.png", "not a picture".getBytes());
    Path tiny = file("tiny.png", png(new BufferedImage(8, 300, BufferedImage.TYPE_INT_RGB)));
    Path large = home.resolve("large.png");
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength((20 << 20) + 1);
    }

    // A model that is not here would be found missing before its files are opened.
    refused(2, home.resolve("none.png"), "--image: there is no file ");
    refused(2, folder, "folder is a folder. Give a picture in it.");
    refused(2, text, "text.png is no picture. Give a PNG, JPEG, WebP or GIF.");
    refused(2, tiny, "tiny.png has 8 × 300 pixels, and each side needs at least 16.");
    refused(2, large, "large.png has more than 20 MB, which is the most.");
    refused(1, cut, "cut.jpg is cut off: its end is missing.");
    refused(1, file("broken.png", broken()), "broken.png cannot be read; the file seems");
  }

  private void refused(int code, Path image, String sentence) {
    String out = home.resolve("a.png").toString();
    assertThat(
            imagine("a castle", "--image", image.toString(), "--out", out, "--model", "dalle-mini"))
        .as(sentence)
        .isEqualTo(code);
    assertThat(err.toString()).contains(sentence).doesNotContain("models pull");
    assertThat(Path.of(out)).doesNotExist();
  }

  @Test
  @Tag("slow")
  void it_draws_what_the_chats_draw_for_the_same_words_seed_style_and_picture() throws IOException {
    byte[] picture = picture("jpeg");
    try (FakeTelegram telegram = FakeTelegram.start()) {
      Map<String, String> environment =
          Map.of(
              "VITRAIL_DATA_FOLDER", UnpackedModel.in(home.resolve("bot")).toString(),
              "VITRAIL_WEB_PORT", "0",
              "VITRAIL_WORKER_THREADS", "1",
              "TELEGRAM_TOKEN", telegram.token(),
              "VITRAIL_TELEGRAM_API_URL", telegram.url());
      Installation installation = new Installation(null, environment);
      byte[] drawn;
      try (Standalone standalone = Standalone.start(installation, installation.settings())) {
        FakeTelegramUser bob = telegram.user("Bob", "en");
        bob.sendsDocument(
            bob.chat(),
            picture,
            "image/jpeg",
            "a castle --seed 7 --count 1 --style mosaic --keep left 75%");
        drawn =
            bob.chat()
                .awaitMessage(
                    Duration.ofSeconds(60), it -> it.hasPhoto() && it.buttons().size() > 1)
                .file();
      }

      int[] chat = pixels(drawn);
      String image = "--image=" + file("p", picture);
      assertThat(chat).isEqualTo(drawn("same", "--style=mosaic", image, "--keep", "left", "75%"));
      assertThat(chat)
          .as("with neither, another picture")
          .isNotEqualTo(drawn("half", "--style=mosaic", image))
          .isNotEqualTo(drawn("style", image, "--keep", "left", "75%"))
          .isNotEqualTo(drawn("image", "--style=mosaic"));
    }
  }

  @Test
  @Tag("slow")
  void a_film_of_how_the_picture_came_into_being_is_written_beside_it() throws IOException {
    Path film = home.resolve("apple.mp4");
    String image = "--image=" + file("p", picture("jpeg"));
    drawn("apple", "--video", film.toString(), image, "--keep", "up", "75%");

    byte[] bytes = Files.readAllBytes(film);
    assertThat(new String(bytes, 4, 8, StandardCharsets.US_ASCII)).startsWith("ftyp");
    ByteBuffer index = ByteBuffer.wrap(bytes);
    int type = index.getInt();
    assertThat(new String(bytes, type + 4, 4, StandardCharsets.US_ASCII)).isEqualTo("moov");
    assertThat(frames(bytes)).as("one for each four tokens of a quarter").isBetween(14, 18);
  }

  @Test
  void a_film_that_is_asked_for_inside_the_prompt_needs_a_file_beside_it() {
    assertThat(imagine("a castle --video", "--out", NOWHERE)).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: --video: it needs a file here.");
  }

  @Test
  void a_film_that_cannot_be_written_is_refused_before_anything_is_drawn() {
    assertThat(imagine("a castle", "--video", "/no/such/folder/a.mp4")).isEqualTo(2);
    assertThat(err.toString()).contains("vitrail: --video: /no/such/folder/a.mp4");
  }

  /** How many frames a film's table of sizes lists. */
  private static int frames(byte[] film) {
    int table = new String(film, StandardCharsets.ISO_8859_1).indexOf("stsz");
    return ByteBuffer.wrap(film).getInt(table + 12);
  }

  private int[] drawn(String name, String... options) throws IOException {
    Path out = home.resolve(name + ".png");
    List<String> arguments =
        new ArrayList<>(List.of("a castle --count 1 --seed 7", "--out", out.toString()));
    arguments.addAll(Arrays.asList(options));
    assertThat(imagine(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    return pixels(Files.readAllBytes(out));
  }

  private int imagine(String... arguments) {
    Map<String, String> environment =
        Map.of(
            "VITRAIL_DATA_FOLDER",
            UnpackedModel.in(home.resolve("data")).toString(),
            "VITRAIL_WORKER_THREADS",
            "1");
    CommandLine command = Main.commandLine(new Installation(null, environment));
    command.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(new StringWriter(), true));
    List<String> all = new ArrayList<>(List.of("imagine"));
    all.addAll(Arrays.asList(arguments));
    return command.execute(all.toArray(String[]::new));
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(home.resolve(name), bytes);
  }

  /** A sunset, wider than high. */
  private static byte[] picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = image.createGraphics();
    brush.setPaint(new GradientPaint(0, 0, Color.BLUE, 0, 160, Color.ORANGE));
    brush.fillRect(0, 0, 320, 240);
    brush.setColor(Color.RED);
    brush.fillOval(120, 20, 90, 90);
    brush.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** The header of a PNG, and noise where its pixels should be. */
  private static byte[] broken() throws IOException {
    byte[] bytes = picture("png");
    byte[] noise = new byte[bytes.length - 60];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, 45, noise.length);
    return bytes;
  }

  private static int[] pixels(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
