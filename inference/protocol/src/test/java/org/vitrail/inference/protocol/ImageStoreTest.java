package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImageStoreTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final byte[] BYTES = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff};

  @Test
  void bytes_come_back_as_they_were_put() {
    ImageStore store = new ImageStore(REDIS.client(), Duration.ofDays(7));
    store.put("job", "grid.png", BYTES);
    assertThat(store.get("job", "grid.png")).get().isEqualTo(BYTES);
    assertThat(store.get("job", "1.png")).isEmpty();
    assertThat(store.get("other", "grid.png")).isEmpty();
  }

  @Test
  void a_new_preview_replaces_the_old_one() {
    ImageStore store = new ImageStore(REDIS.client(), Duration.ofDays(7));
    store.put("job", "preview.png", new byte[] {1});
    store.put("job", "preview.png", new byte[] {2});
    assertThat(store.get("job", "preview.png")).get().isEqualTo(new byte[] {2});
  }

  @Test
  void an_image_expires_with_its_retention() {
    ImageStore store = new ImageStore(REDIS.client(), Duration.ofMillis(100));
    store.put("job", "grid.png", BYTES);
    assertThat(REDIS.client().pttl("vitrail:image:job:grid.png")).isBetween(1L, 100L);
    await().untilAsserted(() -> assertThat(store.get("job", "grid.png")).isEmpty());
  }

  @Test
  void a_name_that_would_tear_a_key_is_refused() {
    ImageStore store = new ImageStore(REDIS.client(), Duration.ofDays(7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put("job", "../grid.png", BYTES))
        .withMessageContaining("name: ../grid.png is not allowed");
  }
}
