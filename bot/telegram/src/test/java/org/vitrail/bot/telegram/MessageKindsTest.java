package org.vitrail.bot.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Messages that come in parts, and those that have no words. */
@Tag("slow")
class MessageKindsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.closed(REDIS.url());
    ann = bot.telegram.user("Ann");
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void everything_that_is_neither_words_nor_a_picture_is_answered_with_what_is_read() {
    bot.start();
    List<String> kinds =
        List.of(
            "sticker={'file_id':'s','file_unique_id':'s','type':'regular','width':512,'height':512,'is_animated':false,'is_video':false}=stickers",
            "voice={'file_id':'v','file_unique_id':'v','duration':2}=voice messages",
            "audio={'file_id':'a','file_unique_id':'a','duration':2}=audio files",
            "video={'file_id':'v','file_unique_id':'v','width':9,'height':9,'duration':2}=videos",
            "video_note={'file_id':'n','file_unique_id':'n','length':9,'duration':2}=video messages",
            "animation={'file_id':'g','file_unique_id':'g','width':9,'height':9,'duration':2}=GIFs",
            "document={'file_id':'d','file_unique_id':'d','mime_type':'application/pdf'}=files that are no pictures",
            "location={'latitude':1.5,'longitude':2.5}=places",
            "venue={'location':{'latitude':1.5,'longitude':2.5},'title':'Kiosk','address':'Street'}=places",
            "contact={'phone_number':'1','first_name':'B'}=contacts",
            "poll={'id':'1','question':'?','options':[]}=polls",
            "dice={'emoji':'🎲','value':3}=dice",
            "story={'chat':{'id':7,'type':'private'},'id':5}=stories",
            "hologram={'depth':3}=messages of this kind");
    for (String kind : kinds) {
      String[] parts = kind.split("=");
      ann.sends(ann.chat(), parts[0], parts[1].replace('\'', '"'));

      ann.chat().awaitText("I cannot read " + parts[2]);
    }
    assertThat(ann.chat().botMessages())
        .hasSameSizeAs(kinds)
        .allMatch(
            it -> it.text().contains("say what you want to see") && it.text().contains("/help"));
    assertThat(bot.instance.askedFor()).isZero();
  }

  @Test
  void the_answer_is_in_the_persons_language() {
    bot.start();
    Map.of(
            "de", "Sticker kann ich nicht lesen",
            "ru", "Я не умею читать стикеры",
            "zh", "我看不懂贴纸")
        .forEach(
            (language, words) -> {
              FakeTelegramUser bob = bot.telegram.user("Bob", language);
              bob.sends(bob.chat(), "sticker", "{\"file_id\":\"s\"}");

              bob.chat().awaitText(words);
            });
  }

  @Test
  void what_nobody_wrote_is_not_answered() {
    bot.start();
    for (String field :
        List.of(
            "pinned_message",
            "message_auto_delete_timer_changed",
            "chat_background_set",
            "write_access_allowed",
            "users_shared",
            "forum_topic_created",
            "gift",
            "successful_payment")) {
      ann.sends(ann.chat(), field, "{\"name\":\"x\",\"icon_color\":1}");
    }
    nothingWaits();
    ann.says("/about");

    ann.chat().awaitText("Vitrail");
    assertThat(ann.chat().botMessages()).hasSize(1);
  }

  @Test
  void in_a_group_nothing_of_it_is_answered_and_a_mere_mention_is_asked_for_words() {
    bot.telegram.turnsPrivacyModeOff();
    FakeChat group = bot.telegram.group("Glass");
    bot.start();
    ann.sends(group, "sticker", "{\"file_id\":\"s\"}");
    ann.sends(group, "voice", "{\"file_id\":\"v\"}");
    ann.sendsPhoto(group, picture(1), "");
    ann.sendsAlbum(group, List.of(picture(1), picture(2)), "holidays", "");
    ann.says(group, "@" + bot.telegram.botUserName());

    group.awaitText("no prompt to draw");
    assertThat(group.botMessages()).hasSize(1);
  }

  @Test
  void a_picture_without_words_is_asked_for_some_and_answering_it_begins_from_it() {
    bot.start();
    FakeTelegramMessage photo = ann.sendsPhoto(ann.chat(), picture(1), "").message();
    ann.chat().awaitText("no words for it");
    ann.replies(photo, "a green apple");

    ClaimedJob job = bot.drawNext();
    assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
  }

  @Test
  void a_video_with_words_is_drawn_from_the_words_and_says_so() {
    bot.start();
    ann.sendsDocument(ann.chat(), "%PDF".getBytes(UTF_8), "application/pdf", "a red apple");
    bot.drawNext();

    ann.chat().awaitText("I cannot begin from files that are no pictures");
    ann.chat().awaitMessage(hasButton("U9"));
  }

  /** Wherever the words stand, and in whatever order the pictures come. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 2", "3, 3"})
  void an_album_is_one_request(int withWords, long order) {
    bot.telegram.updates().hold();
    ann.sendsAlbum(ann.chat(), pictures(4), captions(4, withWords));
    bot.telegram.updates().deliverShuffled(order);
    bot.start();

    ClaimedJob job = bot.drawNext();
    assertThat(((ImageTask.Draw) job.job().task()).prompt()).isEqualTo("a red apple");
    assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    ann.chat().awaitText("An album is one request");
    ann.chat().awaitMessage(hasButton("U9"));
    nothingWaits();
    assertThat(ann.chat().botMessages()).hasSize(2);
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }

  @Test
  void an_album_with_words_below_each_picture_is_one_request_all_the_same() {
    bot.start();
    ann.sendsAlbum(ann.chat(), pictures(3), "a red apple", "a red apple", "a red apple");
    bot.drawNext();

    ann.chat().awaitMessage(hasButton("U9"));
    nothingWaits();
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }

  @Test
  void an_album_without_words_is_asked_for_some_once() {
    bot.start();
    ann.sendsAlbum(ann.chat(), pictures(4), captions(4, -1));

    ann.chat().awaitText("I have your album, but no words");
    nothingWaits();
    assertThat(ann.chat().botMessages()).hasSize(1);
  }

  @Test
  void two_albums_are_two_requests_and_words_after_an_album_are_one_of_their_own() {
    bot.start();
    ann.sendsAlbum(ann.chat(), pictures(2), captions(2, 0));
    ann.sendsAlbum(ann.chat(), pictures(2), captions(2, 1));
    ann.says("a blue car");
    bot.drawNext();
    bot.drawNext();
    bot.drawNext();

    await().until(() -> bot.instance.askedFor() == 3);
  }

  @Test
  void processes_that_share_the_inbox_make_one_request_of_an_album() {
    bot.start();
    try (TelegramBot second =
        TelegramBot.start(
            bot.options(),
            bot.instance.botService(),
            new Inbox(bot.instance.redis()),
            bot.instance.messages())) {
      for (int i = 0; i < 3; i++) {
        ann.sendsAlbum(ann.chat(), pictures(6), captions(6, i));
        bot.drawNext();
      }
      nothingWaits();

      assertThat(second).isNotNull();
      assertThat(bot.instance.askedFor()).isEqualTo(3);
      assertThat(ann.chat().botMessages().stream().filter(it -> it.text().contains("An album")))
          .hasSize(3);
    }
  }

  @Test
  void a_message_that_is_changed_later_is_not_drawn_anew() {
    bot.start();
    FakeTelegramMessage said = ann.says("a red apple").message();
    bot.drawNext();
    ann.edits(said, "a green apple");
    ann.says("/about");

    ann.chat().awaitText("Vitrail draws");
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }

  /**
   * All that arrived is dealt with. What a process has taken and not dealt with is another's after
   * half a minute, which happens where many tests run at once.
   */
  private void nothingWaits() {
    await().atMost(PATIENCE).until(() -> bot.telegram.updates().waiting() == 0);
    await()
        .atMost(PATIENCE)
        .until(() -> bot.instance.redis().xlen("vitrail:{inbox}:telegram") == 0);
  }

  private static byte[] picture(int number) {
    return TestPictures.one("apple", number, 64);
  }

  private static List<byte[]> pictures(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(MessageKindsTest::picture).toList();
  }

  private static String[] captions(int count, int withWords) {
    List<String> captions = new ArrayList<>(Collections.nCopies(count, ""));
    if (withWords >= 0) {
      captions.set(withWords, "a red apple");
    }
    return captions.toArray(String[]::new);
  }
}
