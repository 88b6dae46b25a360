package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage.Kind;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Films, as people get them on Telegram: below the pictures, and once. */
@Tag("slow")
class TelegramFilmTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.open(REDIS.url());
    ann = bot.telegram.user("Ann");
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void a_film_follows_the_pictures_that_it_was_asked_for_with() {
    ann.says("a red apple --video");
    bot.drawNext();

    FakeTelegramMessage film = ann.chat().awaitMessage(it -> it.kind() == Kind.VIDEO);
    FakeTelegramMessage grid =
        ann.chat().awaitMessage(it -> it.hasPhoto() && hasButton("U1").test(it));
    assertThat(film.replyToId()).isEqualTo(grid.id());
    assertThat(film.file()).isEqualTo(TestPictures.film());
    assertThat(film.text()).contains("a red apple");
    assertThat(hasButton("Film")).rejects(grid);
  }

  @Test
  void a_film_that_was_kept_is_shown_by_its_button_and_by_its_command() {
    ann.says("a red apple");
    ClaimedJob job = bot.worker().take();
    bot.worker().finishFilmed(job);
    FakeTelegramMessage grid =
        ann.chat().awaitMessage(it -> it.hasPhoto() && hasButton("Film").test(it));
    assertThat(films()).isEmpty();

    ann.clicks(grid, "Film");
    await().until(() -> films().size() == 1);
    ann.says("/film " + job.job().id());

    await().until(() -> films().size() == 2);
    assertThat(films()).allMatch(it -> it.text().contains("a red apple"));
  }

  @Test
  void a_film_that_telegram_does_not_take_leaves_the_pictures_and_words() {
    bot.telegram.faults().next("sendVideo", TelegramFault.appliedButUnanswered());
    ann.says("a red apple --video");
    ClaimedJob job = bot.drawNext();

    FakeTelegramMessage grid =
        ann.chat()
            .awaitMessage(it -> it.hasPhoto() && it.text().contains("/film " + job.job().id()));

    assertThat(hasButton("U1")).accepts(grid);
    await().until(() -> bot.instance.undelivered("telegram") == 0);
    assertThat(films()).hasSize(1);
  }

  private List<FakeTelegramMessage> films() {
    return ann.chat().botMessages().stream().filter(it -> it.kind() == Kind.VIDEO).toList();
  }
}
