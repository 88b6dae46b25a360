package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.TimeSource;

class StrikerTest {
  private static final ProcessBuilder PROGRAM = new ProcessBuilder("sleep", "100");
  private static final ChaosPlan PLAN = new ChaosPlan(1, Duration.ofMinutes(1), 1, 4, 1, 0);

  private Process redis;
  private Part part;

  @BeforeEach
  void start() throws IOException {
    redis = PROGRAM.start();
    part = new Part("bot-1", PROGRAM, new CuttableProxy(closedPort()), TimeSource.system());
    part.keepAlive();
  }

  @AfterEach
  void close() {
    redis.destroyForcibly();
    part.close();
  }

  @Test
  void what_meets_nothing_does_not_count_and_is_done_again_until_it_does() throws Exception {
    Chaos.RedisTarget target =
        new Chaos.RedisTarget(closedPort(), "", () -> redis.pid(), Path.of("none"));
    Striker striker =
        new Striker(PLAN, target, List.of(part), new PrintWriter(Writer.nullWriter()));

    // Two kills of each are due at once, and the second meets a process that is dead.
    striker.strikeUntil(PLAN.busy());

    assertThat(striker.counts())
        .containsEntry("kills", 2L)
        .as("nobody was connected, and no Redis took the limit")
        .containsEntry("cuts", 0L)
        .containsEntry("fills", 0L);
    assertThat(striker.isDone()).isFalse();

    redis.waitFor();
    redis = PROGRAM.start();
    ProcessHandle.of(part.pid()).ifPresent(it -> it.onExit().join());
    part.keepAlive();
    striker.strikeUntil(PLAN.busy().plusSeconds(1));

    assertThat(striker.counts()).containsEntry("kills", (long) PLAN.kills());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }
}
