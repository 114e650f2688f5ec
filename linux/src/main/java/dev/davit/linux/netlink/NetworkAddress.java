package dev.davit.linux.netlink;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address of IPv4 or IPv6 with the length of its network's prefix, such as {@code 10.0.0.1/16}.
 *
 * @param address in the dotted or colon notation, never a name
 * @param prefix in bits
 */
public record NetworkAddress(String address, int prefix) {

  /** Checks both. */
  public NetworkAddress {
    int bits = bytes(address).length * 8;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "address " + address + "/" + prefix + ": prefix not in 0.." + bits);
    }
  }

  /**
   * Reads {@code ADDRESS/PREFIX}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static NetworkAddress parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "address \"" + text + "\": not of the form ADDRESS/PREFIX");
    }
    return new NetworkAddress(
        text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
  }

  private static byte[] bytes(String address) {
    if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("address \"" + address + "\": neither IPv4 nor IPv6");
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address \"" + address + "\": neither IPv4 nor IPv6", e);
    }
  }

  /** Its 4 or 16 bytes. */
  public byte[] bytes() {
    return bytes(address);
  }

  /** Whether it is of IPv6. */
  public boolean isIpv6() {
    return bytes().length == 16;
  }

  /** The first address of its network. */
  public NetworkAddress network() {
    return at(BigInteger.ZERO);
  }

  /** The address so many after the first of its network, with the same prefix. */
  public NetworkAddress at(BigInteger index) {
    byte[] own = bytes();
    int host = own.length * 8 - prefix;
    BigInteger first = new BigInteger(1, own).shiftRight(host).shiftLeft(host);
    byte[] value = first.add(index).toByteArray();
    byte[] result = new byte[own.length];
    int count = Math.min(value.length, result.length);
    System.arraycopy(value, value.length - count, result, result.length - count, count);
    try {
      return new NetworkAddress(InetAddress.getByAddress(result).getHostAddress(), prefix);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many addresses its network has. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(bytes().length * 8 - prefix);
  }

  /** Whether an address is in its network. */
  public boolean contains(NetworkAddress other) {
    byte[] mine = network().bytes();
    return other.bytes().length == mine.length
        && Arrays.equals(mine, new NetworkAddress(other.address(), prefix).network().bytes());
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
