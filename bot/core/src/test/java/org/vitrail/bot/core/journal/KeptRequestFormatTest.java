package org.vitrail.bot.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.UpscaleOptions;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.inference.protocol.Keep;

class KeptRequestFormatTest {
  private static final Origin CHAT =
      new Origin(
          "i42",
          "discord:7",
          "8",
          new Standing(Standing.Rank.MODERATOR, Set.of("r1", "r2")),
          Map.of("channel", "8"),
          Map.of("user", "9"));

  @Test
  void everything_chosen_comes_back_as_it_was() throws IOException {
    ImagineOptions options =
        new ImagineOptions(
            OptionalLong.of(1L << 40),
            OptionalInt.of(3),
            Optional.of("minidalle"),
            Map.of("ar", "3:2", "guidance", "4"),
            Optional.of("pencil"),
            Optional.of(Keep.read("up 8 left 30%")),
            Optional.of(false),
            true,
            OptionalDouble.of(1.5));
    assertComesBack(new Command.Imagine("a \"red\" 🍓\nat night", options), Optional.of(CHAT));
  }

  @Test
  void every_kind_of_command_that_asks_for_pictures_comes_back() throws IOException {
    Optional<Origin> none = Optional.empty();
    assertComesBack(new Command.Imagine("a cat", ImagineOptions.NONE), none);
    assertComesBack(new Command.Reword("7k2m9q4x0b", "a dog"), Optional.of(CHAT));
    assertComesBack(new Command.OnJob(CommandSpec.VARY, "7k2m9q4x0b", 2), none);
    assertComesBack(
        new Command.OnJob(
            CommandSpec.UPSCALE,
            "7k2m9q4x0b",
            1,
            new UpscaleOptions(OptionalInt.of(4), OptionalDouble.of(0.25))),
        none);
    assertComesBack(new Command.Ask(CommandSpec.RECONSTRUCT, Optional.of("vq")), none);
    assertComesBack(new Command.Ask(CommandSpec.RECONSTRUCT), none);
  }

  @Test
  void pictures_that_were_sent_come_back_byte_by_byte() throws IOException {
    SentPictures<byte[]> sent =
        new SentPictures<>(Optional.of(new byte[] {-1, 0, 127}), Optional.of(new byte[] {5}));
    Command cat = new Command.Imagine("a cat", ImagineOptions.NONE);

    KeptRequest read = KeptRequestFormat.read(KeptRequestFormat.write(kept(cat, sent)));

    assertThat(read.pictures().beginning().orElseThrow()).containsExactly(-1, 0, 127);
    assertThat(read.pictures().target().orElseThrow()).containsExactly(5);
  }

  @Test
  void what_is_no_request_is_said_to_be_none() {
    for (String text : new String[] {"", "{", "{}", "[1]", "{\"job\":\"a\",\"who\":{}}"}) {
      assertThatThrownBy(() -> KeptRequestFormat.read(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IOException.class);
    }
  }

  private static void assertComesBack(Command command, Optional<Origin> origin) throws IOException {
    KeptRequest kept =
        new KeptRequest(
            "7k2m9q4x0b",
            SampleRequests.ANNA,
            command,
            SentPictures.of(Optional.empty()),
            origin,
            Instant.parse("2026-03-04T05:06:07.089Z"));
    assertThat(KeptRequestFormat.read(KeptRequestFormat.write(kept))).isEqualTo(kept);
  }

  private static KeptRequest kept(Command command, SentPictures<byte[]> sent) {
    return new KeptRequest(
        "7k2m9q4x0b", SampleRequests.ANNA, command, sent, Optional.empty(), Instant.EPOCH);
  }
}
