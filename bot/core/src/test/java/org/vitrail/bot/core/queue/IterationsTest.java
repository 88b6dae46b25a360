package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.catalogue.ModelTraits;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.ModelCost;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;

/** What drawing by iterations costs, and how moderators bound it. */
class IterationsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person MOD = new Person("discord", "9", "Mo", "en");
  private static final Person ANN = new Person("discord", "8", "Ann", "en");

  private static final Origin PLACE =
      new Origin("m", "discord:1", "2", Standing.MODERATOR, Map.of("chat", "1"));

  /** What fits into the memory of the workers. */
  private static final long MOST_PIXELS = 768 * 768;

  private final HandMovedClock clock = new HandMovedClock();
  private JobQueue queue;
  private BotService botService;
  private int requests;

  private static ModelMenu models() {
    Map<String, AllowedValues> options = new LinkedHashMap<>();
    options.put("iterations", OptionRange.whole(100, -1, 2_000));
    options.put("width", OptionRange.whole(0, 0, 1_024));
    options.put("height", OptionRange.whole(0, 0, 1_024));
    ModelMenu.Item descent =
        new ModelMenu.Item(
            "bundled",
            "Descent",
            "A picture by descent.",
            options,
            1,
            new ModelTraits(
                true, List.of(), Optional.of(new ModelCost(100, 256)), Set.of(), Optional.empty()),
            Optional.empty());
    return new ModelMenu(List.of(descent), descent).holding(id -> OptionalLong.of(MOST_PIXELS));
  }

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    queue.claim("w", List.of("bundled"), 0, Duration.ZERO);
    InstanceRules few =
        SampleRequests.instance(
            new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1000, 6000, 20);
    botService =
        new BotService(
            REDIS.client(),
            queue,
            new ImageStore(REDIS.client(), Duration.ofDays(1)),
            new InstanceRules(
                models(),
                few.styles(),
                few.limits(),
                few.quotas(),
                few.retention(),
                few.safety(),
                few.blocklist()),
            SampleCommands.MESSAGES,
            clock);
  }

  @AfterEach
  void close() {
    botService.close();
  }

  private Reply say(Person who, String text) {
    Standing standing =
        who.equals(MOD) ? Standing.MODERATOR : new Standing(Standing.Rank.MEMBER, Set.of());
    Origin origin =
        new Origin(
            "r" + requests++, PLACE.community(), PLACE.channel(), standing, Map.of("channel", "2"));
    return type(botService, who, text, Optional.of(origin));
  }

  private Draw drawn() {
    return queue
        .claim("w", List.of("bundled"), 9, Duration.ZERO)
        .get(0)
        .job()
        .task()
        .asDraw()
        .orElseThrow();
  }

  @Test
  void more_iterations_or_pixels_than_the_place_allows_are_refused_with_both_numbers() {
    assertThat(say(MOD, "/limit iterations 500").text())
        .contains("At most 500 iterations in one request");
    assertThat(say(MOD, "/limit size 512").text()).contains("at most 512 pixels a side");

    assertThat(say(ANN, "a cat --iterations 1000").text())
        .startsWith(
            "This asks for 1,000 iterations; at most 500 are allowed here. Take fewer with"
                + " --iterations.")
        .contains("moderators");
    assertThat(say(ANN, "a cat --width 256 --height 1024").text())
        .startsWith("This asks for 1,024 pixels a side; at most 512 are allowed here.");
    assertThat(queue.depth("bundled")).isZero();
    assertThat(say(ANN, "a cat --iterations 500 --width 512")).isInstanceOf(Reply.Accepted.class);

    say(MOD, "/limit default");
    assertThat(say(ANN, "a cat --iterations 1000")).isInstanceOf(Reply.Accepted.class);
  }

  @Test
  void a_size_that_no_worker_holds_is_refused_before_it_is_queued_with_the_largest_that_fits() {
    assertThat(say(ANN, "a cat --width 1024 --height 1024").text())
        .isEqualTo(
            "Pictures of 1024 × 1024 pixels do not fit into the memory here. Give --width 768"
                + " --height 768 at most.");
    assertThat(say(ANN, "/quota why").text()).contains("0 of 20");
    assertThat(queue.depth("bundled")).isZero();

    assertThat(say(ANN, "a cat --width 1024")).isInstanceOf(Reply.Accepted.class);
  }

  @Test
  void what_is_drawn_until_it_is_stopped_ends_at_the_limit_of_the_place_or_the_model() {
    say(ANN, "a cat --iterations -1");
    assertThat(drawn().number("iterations")).isEqualTo(2_000);
    say(MOD, "/limit iterations 500");
    clock.advance(Duration.ofDays(1));

    say(ANN, "a cat --iterations -1");

    assertThat(drawn().number("iterations")).isEqualTo(500);
  }

  @Test
  void iterations_and_pixels_count_as_pictures() {
    say(ANN, "a cat --iterations 50");
    say(ANN, "a cat --iterations 300");
    say(ANN, "a cat --iterations 200 --width 512 --height 512");
    assertThat(say(ANN, "/quota why").text()).contains("12 of 20");

    assertThat(say(ANN, "a cat --iterations 900").text()).contains("this one counts as 9");
    assertThat(say(ANN, "a cat --iterations 800")).isInstanceOf(Reply.Accepted.class);
  }

  @Test
  void progress_speaks_of_iterations() {
    JobCard card = ((Reply.Accepted) say(ANN, "a cat --iterations 300")).job();
    drawn();
    queue.progress(card.id(), new Progress(Stage.DRAWING, 120, 300, 0));

    assertThat(botService.jobs().cardNow(card.id()).orElseThrow().status().text())
        .isEqualTo("Iteration 120 of 300");
  }
}
