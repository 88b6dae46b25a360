package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PngFileTest {
  @Test
  void the_same_picture_and_card_give_the_same_bytes() {
    byte[] png = PngFile.write(noise(40, 30, 1), Optional.of(card("a red apple")));

    assertThat(PngFile.write(noise(40, 30, 1), Optional.of(card("a red apple")))).isEqualTo(png);
    assertThat(PngFile.write(noise(40, 30, 1), Optional.of(card("a red apply")))).isNotEqualTo(png);
    assertThat(PngFile.write(noise(40, 30, 2), Optional.of(card("a red apple")))).isNotEqualTo(png);
  }

  @Property(tries = 50)
  void pixels_survive(
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll long seed)
      throws IOException {
    Pixels pixels = noise(width, height, seed);

    assertThat(PngFile.read(PngFile.write(pixels, Optional.empty()))).isEqualTo(pixels);
    assertThat(PngFile.read(PngFile.write(pixels, Optional.of(card("x"))))).isEqualTo(pixels);
  }

  @Test
  void the_card_reads_back_from_the_text_chunks() throws IOException {
    Map<String, String> texts = texts(PngFile.write(noise(8, 8, 1), Optional.of(card("a cat"))));

    assertThat(texts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "Title",
                "a cat",
                "Description",
                "/imagine a cat --model bundled --seed 9007199254740993 --count 9 --guidance 3.0"
                    + " --temperature 0.6 --top-k 64 --top-p 1.0",
                "Software",
                "Vitrail 0.1.0",
                "Source",
                "Made by a machine learning model: bundled",
                "Prompt",
                "a cat",
                "Seed",
                "9007199254740993",
                "Model",
                "bundled",
                "Model-Hash",
                "ab".repeat(32),
                "Sampling",
                "guidance 3.0, temperature 0.6, top-k 64, top-p 1.0",
                Provenance.KEYWORD,
                Provenance.packet("Vitrail 0.1.0")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "синяя клубника, витраж",
        "🍓🪟 👩‍👩‍👧‍👦 stained glass",
        "一只猫在蓝色背景上",
        "قطة حمراء ‏مرحبا",
        "<b>&quot;\"'`</b> \\ %s {0} ]]>",
        "é as e + ́",
        " spaces at both ends ",
        "tab\tand\nline",
        ""
      })
  void a_prompt_in_any_script_reads_back(String prompt) throws IOException {
    byte[] png = PngFile.write(noise(8, 8, 1), Optional.of(card(prompt)));

    assertThat(texts(png)).containsEntry("Prompt", prompt).containsEntry("Title", prompt);
    assertThat(PngFile.read(png)).isEqualTo(noise(8, 8, 1));
  }

  @Test
  void a_prompt_of_a_thousand_characters_reads_back() throws IOException {
    String prompt = "окно 🪟 ".repeat(125);
    assertThat(prompt).hasSize(1_000);

    assertThat(texts(PngFile.write(noise(8, 8, 1), Optional.of(card(prompt)))))
        .containsEntry("Prompt", prompt);
  }

  @Test
  void a_picture_without_a_card_says_no_more_than_what_made_it() throws IOException {
    assertThat(texts(PngFile.write(noise(8, 8, 1), Optional.empty())))
        .isEqualTo(Map.of(Provenance.KEYWORD, Provenance.packet("Vitrail")));
    assertThat(texts(PngFile.write(noise(8, 8, 1), Optional.empty(), "0.2")))
        .isEqualTo(Map.of(Provenance.KEYWORD, Provenance.packet("Vitrail 0.2")));
  }

  @Test
  void rubbish_is_no_picture() {
    assertNoPicture(new byte[0]);
    assertNoPicture("no picture".getBytes(StandardCharsets.UTF_8));
    assertNoPicture(new byte[10_000]);
    assertNoPicture(Arrays.copyOf(PngFile.write(noise(8, 8, 1), Optional.empty()), 8));
  }

  @Test
  void a_picture_cut_short_anywhere_is_no_picture() {
    byte[] png = PngFile.write(noise(8, 8, 1), Optional.of(card("a cat")));
    // What is missing of the last chunk, which only says that it is the end, harms nothing.
    for (int length = 0; length < png.length - 20; length++) {
      assertNoPicture(Arrays.copyOf(png, length));
    }
  }

  @Test
  void a_picture_that_claims_to_be_huge_is_refused_before_memory_is_taken() {
    byte[] png = PngFile.write(noise(8, 8, 1), Optional.empty());
    int widthAt = 16;
    for (int side : new int[] {8_001, 20_000, 30_000, 1 << 30, Integer.MAX_VALUE, -1, 0}) {
      assertNoPicture(ByteBuffer.wrap(png.clone()).putInt(widthAt, side).putInt(20, side).array());
    }
  }

  @Test
  void damaged_pictures_end_in_pixels_or_an_io_exception() {
    byte[] png = PngFile.write(noise(8, 8, 1), Optional.of(card("a cat")));
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = png.clone();
      damaged[random.nextInt(i % 2 == 0 ? 60 : png.length)] = (byte) random.nextInt();
      try {
        PngFile.read(damaged);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static void assertNoPicture(byte[] bytes) {
    assertThatThrownBy(() -> PngFile.read(bytes)).isInstanceOf(IOException.class);
  }

  private static ReproductionCard card(String prompt) {
    return new ReproductionCard(
        prompt,
        9007199254740993L,
        9,
        new Tokens(3, .6f, 64, 1).named(),
        Optional.empty(),
        new ReproductionCard.Maker("bundled", "ab".repeat(32), "0.1.0"));
  }

  private static Pixels noise(int width, int height, long seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new Pixels(width, height, rgb);
  }

  /** Keyword and text of each iTXt chunk, by Java's own reader. */
  private static Map<String, String> texts(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      Element root = (Element) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
      NodeList entries = root.getElementsByTagName("iTXtEntry");
      Map<String, String> texts = new LinkedHashMap<>();
      for (int i = 0; i < entries.getLength(); i++) {
        Element entry = (Element) entries.item(i);
        texts.put(entry.getAttribute("keyword"), entry.getAttribute("text"));
      }
      return texts;
    } finally {
      reader.dispose();
    }
  }
}
