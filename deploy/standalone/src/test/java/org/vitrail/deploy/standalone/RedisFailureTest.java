package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis-server: error while loading shared libraries: libssl.so.3: cannot open shared object file"
            + " | the library libssl.so.3 is missing. Install OpenSSL 3",
        "redis-server: /lib/libc.so.6: version `GLIBC_2.34' not found | C library is too old",
        "# Bad file format reading the append only file: make a backup | append-only file is damaged",
        "# Can't open the append-only file: Permission denied | may not read or write",
        "setsid: failed to execute /data/redis/bin/redis-server: Exec format error"
            + " | holds a program that this system does not run: delete its folder bin",
        "write error: No space left on device | disk of the data folder is full",
        "# something new | its log says why",
      })
  void the_end_of_the_log_becomes_a_reason_and_a_remedy(
      String log, String reason, @TempDir Path data) throws IOException {
    RedisFolder folder = RedisFolder.in(data);
    Files.writeString(folder.log(), "1:C older line\n" + log + "\n");

    assertThat(RedisFailure.of(folder))
        .hasMessageContaining(reason)
        .hasMessageContaining(log)
        .hasMessageContaining("server.log");
  }
}
