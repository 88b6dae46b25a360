package org.vitrail.inference.protocol;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * Crockford's base 32, in lower case: digits and letters without i, l, o and u, so that what is
 * written in it survives being read out and typed.
 *
 * <p>Source: https://www.crockford.com/base32.html, without its check symbol.
 */
public final class CrockfordBase32 {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private CrockfordBase32() {}

  /** So many symbols of five random bits each. */
  public static String random(SecureRandom random, int length) {
    byte[] bits = new byte[length];
    random.nextBytes(bits);
    return of(bits, length);
  }

  /** One symbol for the lowest five bits of each of the first bytes. */
  public static String of(byte[] bits, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(bits[i] & (ALPHABET.length() - 1)));
    }
    return text.toString();
  }

  /** What somebody meant who typed a capital, or a letter that looks like a digit. */
  public static String read(String typed) {
    return typed.toLowerCase(Locale.ROOT).replace('o', '0').replace('i', '1').replace('l', '1');
  }
}
