package org.vitrail.inference.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.config.ModelCatalogue;

/** Where files are, and who sees the token. */
class HubTest {
  private static final byte[] CONTENT = PullHome.bytes(5000);

  @TempDir Path home;

  @Test
  void without_variables_it_is_the_public_hub() {
    Hub hub = Hub.from(Map.of());

    assertThat(hub.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(hub.token()).isEmpty();
    assertThat(hub.offline()).isFalse();
    assertThat(Hub.from(Map.of("HF_HUB_OFFLINE", "1")).offline()).isTrue();
  }

  @Test
  void the_published_models_have_the_addresses_of_their_publishers() {
    ModelStore store = new ModelStore(home, Hub.from(Map.of()));
    ModelCatalogue catalogue = ModelCatalogue.load(null);

    List<String> addresses =
        List.of("dalle-mini", "min-dalle-mini", "vqgan-imagenet-f16-1024").stream()
            .flatMap(id -> catalogue.requireWithParts(id).stream())
            .flatMap(owner -> store.published(owner).stream())
            .map(file -> file.address().toString())
            .toList();

    assertThat(addresses)
        .contains(
            "https://huggingface.co/dalle-mini/dalle-mini/resolve/main/flax_model.msgpack",
            "https://huggingface.co/dalle-mini/vqgan_imagenet_f16_16384/resolve/e93a26e7707683d349bf5d5c41c5b0ef69b677a9/config.json",
            "https://huggingface.co/kuprel/min-dalle/resolve/main/encoder_mini.pt",
            "https://heibox.uni-heidelberg.de/d/8088892a516d4e3baf92/files/?p=%2Fckpts%2Flast.ckpt&dl=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"huggingface.co", "ftp://hub", "https://user:hunter2@hub", "https://", "::"})
  void what_is_no_address_is_refused_and_not_shown(String endpoint) {
    assertThatThrownBy(() -> Hub.from(Map.of("HF_ENDPOINT", endpoint)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("HF_ENDPOINT is no address")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void what_is_no_token_is_refused_and_not_shown() {
    assertThatThrownBy(() -> Hub.from(Map.of("HF_TOKEN", "hf_abc\nX-Evil: 1")))
        .hasMessageContaining("HF_TOKEN (not shown here) is no token")
        .hasMessageNotContaining("abc");
    assertThat(Hub.from(Map.of("HF_TOKEN", "hf_abc")).toString()).doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource({
    "https://huggingface.co/a, true",
    "https://HuggingFace.co:443/a, true",
    "http://huggingface.co/a, false",
    "https://huggingface.co:8443/a, false",
    "https://cdn.huggingface.co/a, false",
    "https://huggingface.co.evil.example/a, false",
  })
  void only_the_hubs_own_host_is_the_hub(String address, boolean own) {
    assertThat(Hub.from(Map.of()).owns(URI.create(address))).isEqualTo(own);
  }

  @Test
  void the_token_goes_to_the_hub_but_not_with_a_redirect_to_another_host() throws Exception {
    try (ScriptedServer hub = new ScriptedServer();
        ScriptedServer cdn = new ScriptedServer("127.0.0.2")) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_TOKEN", "hf_secret");
      hub.on(PullHome.at("clip.pt"), ServerReplies.redirect("/moved?to=cdn"));
      hub.on("/moved?to=cdn", ServerReplies.redirect(cdn.uri() + "/blob?key=1"));
      cdn.on(
          "/blob?key=1", ServerReplies.cut(CONTENT, "a", 2000), ServerReplies.file(CONTENT, "a"));

      eye.pull();

      assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
      assertThat(hub.requests())
          .hasSize(4)
          .allSatisfy(
              request ->
                  assertThat(request.headers()).containsEntry("authorization", "Bearer hf_secret"));
      assertThat(cdn.requests())
          .hasSize(2)
          .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
      assertThat(cdn.requests().get(1).position()).isEqualTo(2000);
    }
  }

  @Test
  void a_file_with_an_address_of_its_own_gets_no_token() throws Exception {
    try (ScriptedServer hub = new ScriptedServer();
        ScriptedServer other = new ScriptedServer()) {
      PullHome eye = new PullHome(home, hub);
      eye.file("clip.pt", "bytes: 5000, url: \"" + other.uri() + "/clip.pt\"");
      eye.environment.put("HF_TOKEN", "hf_secret");
      other.on("/clip.pt", ServerReplies.file(CONTENT, "a"));

      eye.pull();

      assertThat(other.requests().get(0).headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void redirects_in_a_circle_and_to_other_schemes_end() throws Exception {
    try (ScriptedServer hub = new ScriptedServer()) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      hub.on(PullHome.at("clip.pt"), ServerReplies.redirect(PullHome.at("clip.pt")));
      assertThatThrownBy(eye::pull).hasMessageContaining("redirects in a circle");

      hub.on(PullHome.at("clip.pt"), ServerReplies.redirect("file:///etc/passwd"));
      assertThatThrownBy(eye::pull).hasMessageContaining("redirects to file; only https");
    }
  }
}
