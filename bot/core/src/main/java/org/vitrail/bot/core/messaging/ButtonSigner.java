package org.vitrail.bot.core.messaging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.InstanceSecret;

/**
 * Writes buttons as short texts and reads them again: {@code 1u3.7k2m9q4x0b.} and eleven characters
 * of signature, 27 of the 64 bytes that Telegram allows and the 100 that Discord does.
 *
 * <p>The signature is the first 64 bits of HMAC-SHA256 (RFC 2104), which is enough where a forger
 * has to try each guess on a chat platform.
 */
public final class ButtonSigner {
  private static final int MAC_BYTES = 8;
  private static final Pattern SIGNED = Pattern.compile("(.+)\\.([A-Za-z0-9_-]{11})");

  private final InstanceSecret secret;

  public ButtonSigner(InstanceSecret secret) {
    this.secret = secret;
  }

  /**
   * The button's id on a platform.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public String id(Button button) {
    return button.code() + "." + mac(button.code());
  }

  /**
   * The button of an id; empty when it was not made here.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public Optional<Button> read(String id) {
    Matcher signed = SIGNED.matcher(id);
    return signed.matches() && isSame(mac(signed.group(1)), signed.group(2))
        ? Button.of(signed.group(1))
        : Optional.empty();
  }

  /**
   * What an id says it does, for those who have to answer before they may look it up. Nothing may
   * be done for it until {@link #read} says that it was made here.
   */
  public static Optional<ButtonAction> claimed(String id) {
    Matcher signed = SIGNED.matcher(id);
    return signed.matches() ? Button.of(signed.group(1)).map(Button::action) : Optional.empty();
  }

  private String mac(String text) {
    byte[] all = secret.mac("button", text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(all, MAC_BYTES));
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
