package org.vitrail.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One published file: where it is, how large, and what its bytes must be.
 *
 * @param url absent where the file has its own name in the source's repository
 * @param bytes the exact size; a download of another size is refused
 * @param about the size as far as it is known, for telling people and for checking the disk
 * @param sha256 what the publisher gives; without it the first download's is kept and compared
 */
public record ModelDownload(
    @Allowed("an https:// address, where the source has no repository") Optional<String> url,
    @Allowed("the exact size in bytes, or about in its place") Optional<Long> bytes,
    @Allowed("a size such as 1.75 GB, 470 MB or 2 kB, or bytes in its place")
        Optional<String> about,
    @Allowed("64 hexadecimal digits in lower case") Optional<String> sha256) {

  public ModelDownload {
    Class<ModelDownload> here = ModelDownload.class;
    url.ifPresent(text -> Check.that(isAddress(text), here, "url", text));
    bytes.ifPresent(size -> Check.that(size >= 0, here, "bytes", size));
    about.ifPresent(
        size -> {
          Check.that(bytes.isEmpty(), here, "about", size + " beside bytes");
          Check.that(ByteSize.parse(size).isPresent(), here, "about", size);
        });
    Check.that(bytes.isPresent() || about.isPresent(), here, "bytes", "an absent size");
    sha256.ifPresent(hex -> Check.that(hex.matches("[0-9a-f]{64}"), here, "sha256", hex));
  }

  /** The exact size, if it is known. */
  public OptionalLong exactBytes() {
    return bytes.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** The size, exact or not. */
  public long expectedBytes() {
    return bytes.orElseGet(() -> ByteSize.parse(about.orElseThrow()).orElseThrow());
  }

  /** Unencrypted addresses only on this machine itself. */
  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && (scheme.equals("https") || scheme.equals("http") && uri.getHost().equals("127.0.0.1"));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
