package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.isGrid;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * Threads that close while somebody waits for pictures, longer than an interaction can be answered.
 */
@Tag("slow")
class DiscordThreadsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private DiscordTestBot bot;

  @BeforeEach
  void open() {
    bot = DiscordTestBot.open(REDIS.url());
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void a_grid_for_an_archived_thread_opens_it_again() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    FakeInteraction imagine = asked(thread);
    thread.archive();
    bot.drawNext();

    FakeDiscordMessage reply = thread.awaitMessage(it -> isGrid(it.state()));
    settled();
    assertThat(reply.repliesTo()).hasValue(imagine.message().id());
    assertThat(thread.isArchived()).isFalse();
    assertThat(thread.messages()).hasSize(1);
  }

  @Test
  void a_post_in_a_forum_and_a_private_thread_are_found_as_well() {
    FakeChannel post = bot.guild.thread(bot.guild.forum("gallery"), "My pictures");
    FakeChannel secret = bot.guild.privateThread(bot.general, "secret");
    for (FakeChannel thread : new FakeChannel[] {post, secret}) {
      asked(thread);
      thread.archive();
      bot.drawNext();

      thread.awaitMessage(it -> isGrid(it.state()));
      settled();
    }
  }

  @Test
  @Tag("slow")
  void a_bot_that_starts_after_the_thread_was_archived_finds_it_too() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    asked(thread);
    bot.stop();
    thread.archive();
    bot.start();
    bot.drawNext();

    thread.awaitMessage(it -> isGrid(it.state()));
    settled();
  }

  @Test
  void a_locked_thread_is_left_in_peace_and_the_person_gets_the_grid_alone() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    asked(thread);
    thread.lock();
    bot.drawNext();

    bot.ann.privateChannel().awaitMessage(it -> isGrid(it.state()));
    settled();
    assertThat(thread.messages()).isEmpty();
  }

  @Test
  void a_thread_whose_channel_was_deleted_is_left_alone() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    asked(thread);
    bot.general.delete();
    bot.drawNext();

    settled();
    assertThat(bot.ann.privateChannel().messages()).isEmpty();
  }

  @Test
  void progress_opens_no_archived_thread() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    asked(thread);
    thread.archive();
    var job = bot.worker().take();
    bot.worker().draw(job, 30, 0);
    bot.worker().finish(job);

    thread.awaitMessage(it -> isGrid(it.state()));
    settled();
    assertThat(thread.messages()).hasSize(1);
  }

  @Test
  void an_outage_of_the_server_is_waited_for() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    asked(thread);
    bot.guild.beginOutage();
    bot.drawNext();
    // By the time that a later grid has arrived elsewhere, the earlier one was tried.
    FakeChannel elsewhere = bot.discord.guild("Elsewhere").textChannel("pictures");
    FakeInteraction later = bot.bob.slash(elsewhere, "imagine", Map.of("prompt", "a pear"));
    bot.drawNext();
    grid(later);
    bot.guild.endOutage();
    settled();
    assertThat(thread.allMessages()).filteredOn(it -> isGrid(it.state())).hasSize(1);
  }

  /** Asks for a picture there, and waits until the interaction is over. */
  private FakeInteraction asked(FakeChannel thread) {
    FakeInteraction imagine = bot.ann.slash(thread, "imagine", Map.of("prompt", "a red apple"));
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.expireTokens();
    return imagine;
  }

  /** Nothing is left to be delivered. */
  private void settled() {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> bot.instance.undelivered(DiscordMessenger.PLATFORM) == 0);
  }
}
