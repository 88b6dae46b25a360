package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  private static final Path PAGE = Path.of("../docs/SETTINGS.md");

  @Test
  void the_page_of_settings_says_what_the_records_and_their_files_say() throws IOException {
    String written = SettingsPage.written();
    if (Boolean.getBoolean("update.settings")) {
      Files.writeString(PAGE, written);
    }

    assertThat(Files.readString(PAGE))
        .as(
            "%s is out of date; this writes it anew: mvn -q test -pl config"
                + " -Dtest=SettingsPageTest -Dupdate.settings=true",
            PAGE)
        .isEqualTo(written);
  }

  @Test
  void the_page_names_each_setting_with_default_range_and_explanation() {
    assertThat(SettingsPage.written())
        .contains(
            """
            ### `worker.lease`

            - Variable: `VITRAIL_WORKER_LEASE`
            - Default: `10s`
            - Allowed: 5s to 10m, with a unit

            Silence after which a worker counts as dead and its jobs go to another.""")
        .contains("### `REDIS_URL`\n\n- Default: none\n- Allowed: redis://");
  }
}
