package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.RedisServerExtension;

class ButtonSignerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Button UPSCALE = new Button(ButtonAction.UPSCALE, "7k2m9q4x0b", 3);

  private ButtonSigner signer() {
    return new ButtonSigner(new InstanceSecret(REDIS.client()));
  }

  @Test
  void every_button_comes_back_as_it_was_even_to_another_process() {
    for (ButtonAction action : ButtonAction.values()) {
      for (int picture = 0; picture <= 9; picture++) {
        Button button = new Button(action, ImageJob.newId(), picture);

        String id = signer().id(button);

        assertThat(signer().read(id)).contains(button);
        assertThat(id.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64);
      }
    }
  }

  @Test
  void a_button_that_somebody_made_up_or_changed_is_none() {
    String id = signer().id(UPSCALE);

    assertThat(signer().read(id.replace("1u3", "1u4"))).isEmpty();
    assertThat(signer().read(id.replace("7k2m9q4x0b", "7k2m9q4x0c"))).isEmpty();
    assertThat(signer().read(id.substring(0, id.length() - 1))).isEmpty();
    assertThat(signer().read("1u3.7k2m9q4x0b.AAAAAAAAAAA")).isEmpty();
    assertThat(signer().read("")).isEmpty();
    assertThat(signer().read("redo:1")).isEmpty();
  }

  @Test
  void the_ids_of_another_instance_are_not_good_here() {
    String id = signer().id(UPSCALE);
    REDIS.client().flushAll();

    assertThat(signer().read(id)).isEmpty();
  }
}
