package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.config.ModelCatalogue;

/** Files of one role that are not alike in all families. */
class ModelContentsTest {
  private static final String BPE = "3 1\n1076 2\n1089 3\n9601 4\n4 2 5\n1 0 2 3\n";

  private final ModelContents contents = new ModelContents(ModelCatalogue.load(null));

  /** The last one is a part that no model of the catalogue uses. */
  @ParameterizedTest
  @ValueSource(
      strings = {"rudalle-text", "ruclip-vit-base-patch32-224", "ruclip-vit-large-patch14-336"})
  void a_tokenizer_of_rudalle_is_plain_text(String part) {
    assertThat(problem(part, "bpe.model", BPE)).isEmpty();
    assertThat(problem(part, "bpe.model", "<html>Sign in</html>"))
        .hasValueSatisfying(problem -> assertThat(problem).contains("a web page"));
  }

  @Test
  void a_tokenizer_of_dalle_mini_is_json() {
    assertThat(problem("dalle-mini", "tokenizer.json", "{\"a\": 1}")).isEmpty();
    assertThat(problem("dalle-mini", "tokenizer.json", BPE))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("is not JSON"));
    assertThat(problem("clip-vit-b-32", "tokenizer.json", BPE)).isPresent();
  }

  private Optional<String> problem(String owner, String name, String content) {
    byte[] start = content.getBytes(StandardCharsets.UTF_8);
    return contents.problemOfStart(owner, name, start, OptionalLong.of(start.length));
  }
}
