package org.vitrail.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits: a single one, or a network in CIDR notation (RFC 4632)
 * such as {@code 10.0.0.0/8}; asks no name server.
 */
public final class AddressRange {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

  private final String text;
  private final byte[] bits;
  private final int prefix;

  private AddressRange(String text, byte[] bits, int prefix) {
    this.text = text;
    this.bits = bits;
    this.prefix = prefix;
  }

  /** Reads {@code 127.0.0.1}, {@code ::1} or {@code 10.0.0.0/8}; empty for all else. */
  public static Optional<AddressRange> parse(String text) {
    String[] parts = text.strip().split("/", -1);
    Optional<InetAddress> address = literal(parts[0]);
    if (parts.length > 2 || address.isEmpty()) {
      return Optional.empty();
    }
    byte[] bits = address.get().getAddress();
    int longest = bits.length * Byte.SIZE;
    if (parts.length == 1) {
      return Optional.of(new AddressRange(text.strip(), bits, longest));
    }
    if (!PREFIX.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > longest) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(text.strip(), bits, Integer.parseInt(parts[1])));
  }

  /** All of a list with commas between, such as {@code 127.0.0.1, ::1}; empty if one is none. */
  static Optional<List<AddressRange>> parseAll(String text) {
    List<Optional<AddressRange>> all =
        WebSettings.split(text).stream().map(AddressRange::parse).toList();
    return all.stream().allMatch(Optional::isPresent)
        ? Optional.of(all.stream().map(Optional::get).toList())
        : Optional.empty();
  }

  /** The address that is written there in digits; empty for a name, which is not looked up. */
  public static Optional<InetAddress> literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != bits.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((bits[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange that
        && prefix == that.prefix
        && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bits) + prefix;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
