package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocklistTest {
  @Test
  void the_built_in_list_has_terms_and_no_comments() {
    assertThat(Blocklist.load(null)).contains("csam").noneMatch(term -> term.contains("#"));
  }

  @Test
  void an_operators_list_replaces_the_built_in_one(@TempDir Path config) throws IOException {
    Files.writeString(config.resolve("blocklist.txt"), "# ours\n\n  two words  \nword\nword\n");

    assertThat(Blocklist.load(config)).containsExactly("two words", "word");
  }
}
