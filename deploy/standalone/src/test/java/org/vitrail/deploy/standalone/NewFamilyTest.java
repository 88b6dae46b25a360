package org.vitrail.deploy.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.Typing;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.worker.FakeModel;
import org.vitrail.inference.worker.ModelProvider;
import org.vitrail.inference.worker.Worker;
import org.vitrail.inference.worker.WorkerOptions;

/**
 * A family that worker, protocol and bot have never heard of, from the command that people type to
 * the picture they get: one class and the line that loads it are all that was added.
 */
class NewFamilyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String ID = "noise";

  private TestInstance instance;
  private JobQueue queue;
  private Worker worker;

  @BeforeEach
  void start() {
    ModelMenu.Item noise =
        new ModelMenu.Item(ID, "Noise", "Coloured noise.", SampleCommands.OPTIONS, 4, true);
    instance =
        new TestInstance(
            REDIS.url(),
            SampleRequests.careful(SafetyLevel.ON, new ModelMenu(List.of(noise), noise)));
    queue = new JobQueue(instance.redis(), QueueSettings.DEFAULT);
    worker =
        new Worker(
                queue,
                instance.images(),
                ModelProvider.of(ID, () -> new FakeModel(ID)),
                new ModelMemory.OfMachine(),
                new WorkerOptions(
                    18,
                    OptionalLong.empty(),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(5),
                    "test",
                    false))
            .start();
  }

  @AfterEach
  void stop() {
    worker.close();
    instance.close();
  }

  @Test
  void whatever_is_asked_for_is_drawn_by_it_and_by_nothing_else() throws IOException {
    Random random = new Random(20);
    Map<String, Asked> asked = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      Asked one =
          new Asked(
              "a cat number " + random.nextInt(5), random.nextInt(100), 1 + random.nextInt(9));
      asked.put(accepted(one.command()), one);
    }

    for (Map.Entry<String, Asked> each : asked.entrySet()) {
      assertThatItShows(each.getKey(), each.getValue());
    }
  }

  @Test
  void its_pictures_can_be_varied_enlarged_and_drawn_again() {
    String first = accepted("/imagine a cat --seed 3 --count 2");
    done(first);

    assertThat(done(accepted("/vary " + first + " 1")).pictures()).isNotEmpty();
    assertThat(done(accepted("/upscale " + first + " 2")).pictures()).hasSize(1);
    assertThat(done(accepted("/again " + first)).pictures()).hasSize(2);
  }

  private record Asked(String prompt, long seed, int count) {
    String command() {
      return "/imagine " + prompt + " --seed " + seed + " --count " + count;
    }
  }

  private void assertThatItShows(String id, Asked asked) throws IOException {
    List<Pixels> drawn = FakeModel.pictures(asked.prompt(), asked.seed(), asked.count());
    List<Pixels> ranked = new ArrayList<>();
    for (Picture picture : done(id).pictures()) {
      ranked.add(drawn.get(picture.imageIndex()));
    }
    assertThat(ranked).hasSize(asked.count());
    assertThat(PngFile.read(instance.images().get(id, "grid.png").orElseThrow()))
        .isEqualTo(GridImage.compose(ranked));
  }

  private String accepted(String text) {
    Reply reply = Typing.type(instance.botService(), SampleRequests.ANNA, text);
    assertThat(reply).isInstanceOf(Accepted.class);
    return ((Accepted) reply).job().id();
  }

  private Done done(String id) {
    await()
        .atMost(60, SECONDS)
        .until(() -> queue.status(id).map(it -> it.state() == JobStatus.State.DONE).orElse(false));
    return (Done) queue.status(id).flatMap(JobStatus::outcome).orElseThrow();
  }
}
