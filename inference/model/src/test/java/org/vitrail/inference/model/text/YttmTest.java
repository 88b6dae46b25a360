package org.vitrail.inference.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.golden.YttmGolden;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** The reader and encoder against a model and ids of YouTokenToMe itself. */
class YttmTest {
  private static final Yttm YTTM = read(YttmGolden.MODEL);

  private static Yttm read(String model) {
    return read(model.getBytes(StandardCharsets.UTF_8));
  }

  private static Yttm read(byte[] model) {
    return new YttmFile(Path.of("bpe.model"), model).read();
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "рыжий котик,4 15 13 38 35",
        "кот,27",
        "  hello   world  ,32 4 22 10 23 8 24",
        "zzкот qq,4 1 25 5 4 1",
        "котя hello!,27 1 32 1",
        "hello\u2581кот,32 27",
        "кот\u00a0кот,27 1 25 5",
        "\ud83d,4 1",
        "'',''",
        "' \t\n\u2581 ',''",
      })
  void ids_are_those_of_youtokentome(String text, String ids) {
    assertThat(IntStream.of(YTTM.encode(text)).mapToObj(String::valueOf))
        .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
  }

  @Test
  void ids_of_what_is_not_text_stand_in_the_last_line() {
    assertThat(YTTM.vocabularySize()).isEqualTo(40);
    assertThat(YTTM.unk()).isEqualTo(1);
    assertThat(YTTM.pad()).isEqualTo(0);
    assertThat(YTTM.bos()).isEqualTo(2);
    assertThat(YTTM.eos()).isEqualTo(3);
  }

  /**
   * Whatever the rules and the text: the lowest rule that fits first, and of its places the
   * leftmost.
   */
  @Test
  void rules_apply_in_their_order_from_the_left() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<int[]> rules = randomRules(random);
      Yttm yttm = read(model(rules));
      for (int i = 0; i < 20; i++) {
        int length = random.nextInt(30);
        String word =
            random
                .ints(length, 'a', 'e')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        assertThat(yttm.encode("x" + word))
            .as(word)
            .isEqualTo(joinedByHand("x" + word, rules).stream().mapToInt(id -> id).toArray());
      }
    }
  }

  /** Ids: 4 begins a word, 5 to 8 are a to d; x is unknown. */
  private static String model(List<int[]> rules) {
    StringBuilder model = new StringBuilder("5 " + rules.size() + "\n9601 4\n");
    for (int i = 0; i < 4; i++) {
      model.append('a' + i).append(' ').append(5 + i).append('\n');
    }
    rules.forEach(r -> model.append(r[0] + " " + r[1] + " " + r[2] + "\n"));
    return model + "1 0 2 3\n";
  }

  private static List<int[]> randomRules(Random random) {
    List<int[]> rules = new ArrayList<>();
    int next = 9;
    for (int i = 0; i < 12; i++) {
      int left = 4 + random.nextInt(next - 4);
      int right = 5 + random.nextInt(next - 5);
      if (rules.stream().noneMatch(r -> r[0] == left && r[1] == right)) {
        rules.add(new int[] {left, right, next++});
      }
    }
    return rules;
  }

  private static List<Integer> joinedByHand(String word, List<int[]> rules) {
    List<Integer> ids = new ArrayList<>(List.of(4));
    word.chars().forEach(c -> ids.add(c == 'x' ? 1 : 5 + c - 'a'));
    for (int r = 0; r < rules.size(); ) {
      int[] rule = rules.get(r);
      int at = 0;
      while (at + 1 < ids.size() && !(ids.get(at) == rule[0] && ids.get(at + 1) == rule[1])) {
        at++;
      }
      if (at + 1 < ids.size()) {
        ids.remove(at + 1);
        ids.set(at, rule[2]);
        r = 0;
      } else {
        r++;
      }
    }
    return ids;
  }

  @Test
  @Timeout(20)
  void a_word_of_a_million_letters_is_no_trouble() {
    assertThat(YTTM.encode("кот".repeat(400_000))).hasSize(800_000 - 1).startsWith(27, 25, 5, 25);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "21 15|20 16|line 22: it should hold 3 whole numbers, the ids of two tokens",
        "21 15|22 15|line 23: it should hold nothing but 2 whole numbers, a character's code point",
        "21 15|21 16|line 38: it should hold nothing but 3 whole numbers, the ids of two tokens",
        "21 15|21 14|line 37: it should hold 4 whole numbers",
        "21 15|999999999 999999999|line 1: 999999999 characters and 999999999 rules do not fit",
        "21 15|21 1000000000|line 1: a number has more than 9 digits",
        "9601 4|9602 4|line 22: no character has the code point 9601, which begins every word",
        "1076 20|55296 20|line 2: 55296 is no code point of a character",
        "1076 20|1114112 20|line 2: 1114112 is no code point",
        "1076 20|1076 40|line 2: the id 40 is not below 40, the number of tokens",
        "1089 14|1076 14|line 3: the character of code point 1076 has an id already",
        "1089 14|1089 20|line 3: the id 20 is given twice",
        "1089 14|1089|line 3: it should hold 2 whole numbers",
        "1089 14|1089 -14|line 3: it should hold 2 whole numbers",
        "1089 14|1089 14.5|line 3: it should hold nothing but 2 whole numbers",
        "4 25 26|4 26 26|line 24: no line before gives the id 26 to a token",
        "4 25 26|4 25 25|line 24: the id 25 is given twice",
        "4 25 26|6 9 26|line 24: an earlier rule joins 6 and 9",
        "1 0 2 3|1 0 2 2|line 38: the id 2 is given twice",
        "1 0 2 3|1 -1 2 3|line 38: it should hold 4 whole numbers, the ids of unknown",
        "1 0 2 3|'1 0 2 3\n7'|line 39: more lines follow than the first one announces",
      })
  void a_mistake_is_told_with_its_line(String right, String wrong, String problem) {
    assertThatThrownBy(() -> read(YttmGolden.MODEL.replaceFirst("(?m)^" + right + "$", wrong)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("bpe.model: " + problem)
        .hasMessageEndingWith(". Fetch it again, or check which file is meant.");
  }

  @Test
  void lines_may_end_as_on_windows() {
    assertThat(read(YttmGolden.MODEL.replace("\n", "\r\n")).encode("кот")).containsExactly(27);
    assertThat(read(YttmGolden.MODEL.strip()).encode("кот")).containsExactly(27);
  }

  @Test
  void a_file_cut_short_anywhere_is_refused() {
    byte[] whole = YttmGolden.MODEL.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  @Timeout(60)
  void random_damage_ends_in_a_model_or_a_sentence() {
    byte[] whole = YttmGolden.MODEL.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(21);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      refused += isRefused(damaged(whole, random)) ? 1 : 0;
    }
    assertThat(refused).isBetween(200, 9_999);
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    String written = "0123456789 \n\r-";
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) written.charAt(random.nextInt(written.length()));
            default -> whole[random.nextInt(whole.length)];
          };
    }
    return bytes;
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      Yttm yttm = read(bytes);
      assertThat(IntStream.of(yttm.encode("рыжий котик, hello world")))
          .allMatch(id -> id >= 0 && id < yttm.vocabularySize());
      return false;
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).startsWith("bpe.model: ").hasSizeLessThan(300);
      return true;
    }
  }

  @Test
  void files_that_are_no_model_are_named(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bpe.model");
    assertThatThrownBy(() -> Yttm.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": is missing. Put it back or fetch the model again.");

    Files.writeString(file, "<!doctype html><title>Sign in</title>");
    assertThatThrownBy(() -> Yttm.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": is not a bpe.model of YouTokenToMe but a web page");

    Files.writeString(file, YttmGolden.MODEL);
    assertThat(Yttm.read(file).encode("кот")).containsExactly(27);
  }
}
