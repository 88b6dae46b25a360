package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** On a little vocabulary of its own: the published one is fetched with the model. */
class MinDalleBpeTest {
  private static final List<String> MERGES =
      List.of("c a", "ca t", "Ġ cat", "t !", "Ġ a", "a t", "1 2", "12 c");

  @TempDir Path folder;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private Path vocabulary;
  private Path merges;

  @BeforeEach
  void write() throws IOException {
    for (String special : List.of("<s>", "<pad>", "</s>", "<unk>", "Ġ")) {
      ids.put(special, ids.size());
    }
    for (char c : "abct!12_\t".toCharArray()) {
      ids.put(String.valueOf(c), ids.size());
    }
    MERGES.forEach(pair -> ids.put(pair.replace(" ", ""), ids.size()));
    vocabulary =
        Files.writeString(folder.resolve("vocab.json"), new ObjectMapper().writeValueAsString(ids));
    merges =
        Files.writeString(
            folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", MERGES) + "\n");
  }

  @Test
  void the_pair_learned_first_is_merged_first() {
    assertThat(encode("cat")).containsExactly(0, id("Ġcat"), 2);
    assertThat(encode("at")).containsExactly(0, id("Ġa"), id("t"), 2);
    assertThat(encode("cat cat")).containsExactly(0, id("Ġcat"), id("Ġcat"), 2);
  }

  @Test
  void pieces_cross_punctuation_and_digits() {
    assertThat(encode("bt!")).containsExactly(0, id("Ġ"), id("b"), id("t!"), 2);
    assertThat(encode("12c")).containsExactly(0, id("Ġ"), id("12c"), 2);
  }

  @Test
  void text_is_lower_case_ascii_split_at_spaces_alone() {
    assertThat(encode("  CAT   cät ")).containsExactly(0, id("Ġcat"), id("Ġ"), id("c"), id("t"), 2);
    assertThat(encode("a\tb")).containsExactly(0, id("Ġa"), id("\t"), id("b"), 2);
    assertThat(encode("кот")).as("nothing is left of it").containsExactly(0, 2);
    assertThat(encode("")).containsExactly(0, 2);
  }

  @Test
  void what_has_no_id_is_unknown() {
    assertThat(encode("z")).containsExactly(0, id("Ġ"), 3, 2);
  }

  @Test
  void an_emoji_is_its_name() {
    long[] named = encode("\ud83d\ude42");

    assertThat(named).hasSize(2 + 1 + "slightly_smiling_face".length());
    assertThat(named[1 + 1 + "slightly".length()]).isEqualTo(id("_"));
  }

  @Test
  void a_long_prompt_loses_its_end_and_lends_no_prompt_its_last_piece() {
    PromptEncoder encoder = PromptEncoder.open(TextPath.MIN_DALLE, vocabulary, Optional.of(merges));

    EncodedPrompt whole = encoder.encode("cat at", 64);
    EncodedPrompt cut = encoder.encode("cat at", 3);

    assertThat(whole.ids()).containsExactly(0, id("Ġcat"), id("Ġa"), id("t"), 2);
    assertThat(whole.unconditionalIds()).containsExactly(0, 2);
    assertThat(cut.ids()).containsExactly(0, id("Ġcat"), id("Ġa"));
    assertThat(cut.unconditionalIds()).containsExactly(0, id("Ġa"));
  }

  @Test
  void broken_files_are_named() throws IOException {
    Files.writeString(merges, "#version\none two three\n");
    assertThatThrownBy(() -> MinDalleBpe.read(vocabulary, merges))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(merges + ": line 2 is not a pair of pieces.");

    Files.writeString(vocabulary, "{\"<s>\": 0, \"</s>\": 2}");
    assertThatThrownBy(() -> MinDalleBpe.read(vocabulary, merges))
        .hasMessage(vocabulary + ": has no id for '<unk>'.");

    Files.writeString(vocabulary, "{\"a\": \"b\"}");
    assertThatThrownBy(() -> MinDalleBpe.read(vocabulary, merges))
        .hasMessage(vocabulary + ": the piece 'a' has no whole number as its id.");

    Files.delete(vocabulary);
    assertThatThrownBy(() -> MinDalleBpe.read(vocabulary, merges))
        .hasMessageStartingWith(vocabulary + ": is missing.");
  }

  private long[] encode(String text) {
    return MinDalleBpe.read(vocabulary, merges).ids(text);
  }

  private long id(String piece) {
    return ids.get(piece);
  }
}
