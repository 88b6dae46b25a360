package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PictureStatesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private ImageStore images;
  private PictureStates states;

  @BeforeEach
  void connect() {
    images = new ImageStore(REDIS.client(), Duration.ofDays(7));
    states = new PictureStates(new JobQueue(REDIS.client(), QueueSettings.DEFAULT), images);
  }

  @Test
  void a_state_is_kept_beside_its_picture_byte_for_byte_and_as_long() {
    byte[] state = {1, 0, -1, 10, 13};
    images.put("a", "2.png", new byte[] {7});
    images.put("a", ImageStore.state(2), state);

    assertThat(states.find("a", 2)).contains(state);
    assertThat(states.isKept("a", 2)).isTrue();
    assertThat(states.isKept("a", 1)).isFalse();
    assertThat(states.find("b", 2)).isEmpty();
    assertThat(REDIS.client().pttl("vitrail:image:a:2.state"))
        .isBetween(Duration.ofDays(6).toMillis(), Duration.ofDays(7).toMillis());
  }

  @Test
  void what_is_deleted_with_the_pictures_is_their_states_too_and_nobody_elses() {
    for (String name : new String[] {"grid.png", "preview.png", "1.png", "1.state", "2.state"}) {
      images.put("a", name, new byte[] {7});
      images.put("b", name, new byte[] {7});
    }

    images.deletePictures("a", 2);

    assertThat(REDIS.client().keys("vitrail:image:a:*")).isEmpty();
    assertThat(REDIS.client().keys("vitrail:image:b:*")).hasSize(5);
  }
}
