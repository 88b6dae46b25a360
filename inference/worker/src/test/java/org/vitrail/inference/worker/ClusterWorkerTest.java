package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.RedisClusterProcesses;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.Stage;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/** A real worker on a real cluster, whose master dies while it draws. */
@Tag("slow")
class ClusterWorkerTest {
  @Test
  void jobs_are_drawn_and_fetched_before_and_after_kill_9_of_the_queues_master() {
    StepGate gate = new StepGate(0);
    try (RedisClusterProcesses cluster = new RedisClusterProcesses();
        UnifiedJedis redis = RedisConnection.open(cluster.url());
        TestWorker test = new TestWorker(redis)) {
      test.start(TestWorker.options(), ModelProvider.of(LANE, () -> new FakeModel(LANE, gate)));
      gate.allow(FakeModel.STEPS);
      String before = test.submit(LANE, draw("a red apple", 4, 7));
      assertFetched(test, before);

      String during = test.submit(LANE, draw("a castle", 4, 7));
      patiently().until(() -> test.progress(during).stage() == Stage.DRAWING);
      try (Jedis master = new Jedis("127.0.0.1", cluster.queueMaster().port())) {
        assertThat(master.waitReplicas(1, TestWorker.PATIENCE.toMillis())).isEqualTo(1);
      }
      cluster.queueMaster().kill();
      gate.open();

      assertFetched(test, during);
      assertFetched(test, before);
      assertFetched(test, test.submit(LANE, draw("a boat", 4, 7)));
    }
  }

  private static void assertFetched(TestWorker test, String id) {
    Done done = (Done) test.outcome(id);
    assertThat(done.pictures()).hasSize(4);
    for (Picture picture : done.pictures()) {
      assertThat(test.images().get(id, picture.number() + ".png")).isPresent();
    }
  }
}
