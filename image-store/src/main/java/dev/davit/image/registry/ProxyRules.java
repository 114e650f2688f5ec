package dev.davit.image.registry;

import dev.davit.image.ImageException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies as the environment names them, by the rules that curl and Go follow: {@code HTTP_PROXY},
 * {@code HTTPS_PROXY} and {@code NO_PROXY}, in either case. This machine is never asked through
 * one.
 */
final class ProxyRules extends ProxySelector {

  private final Optional<URI> http;
  private final Optional<URI> https;
  private final List<String> direct;

  ProxyRules(Map<String, String> environment) {
    http = proxy(environment, "HTTP_PROXY");
    https = proxy(environment, "HTTPS_PROXY");
    direct = List.of(value(environment, "NO_PROXY").toLowerCase(Locale.ROOT).split("[,\\s]+"));
  }

  private static String value(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    return lower.isEmpty() ? environment.getOrDefault(name, "") : lower;
  }

  private static Optional<URI> proxy(Map<String, String> environment, String name) {
    String value = value(environment, name).strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(name + ": '" + value + "': no URL", e);
    }
    throw new ImageException.Unsupported(name + ": '" + value + "': not http://HOST:PORT");
  }

  /** The proxy by which an address is asked, or none. */
  Optional<URI> of(URI uri) {
    return ("https".equals(uri.getScheme()) ? https : http).filter(proxy -> !isDirect(uri));
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<URI> proxy = of(uri);
    if (proxy.isEmpty()) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.get().getPort() < 0 ? 80 : proxy.get().getPort();
    // Unresolved: the client resolves it for every connection.
    SocketAddress address = InetSocketAddress.createUnresolved(proxy.get().getHost(), port);
    return List.of(new Proxy(Proxy.Type.HTTP, address));
  }

  private boolean isDirect(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}")) {
      return true;
    }
    for (String rule : direct) {
      String name = rule.startsWith(".") ? rule.substring(1) : rule;
      if (rule.equals("*")
          || isIn(rule, host)
          || !name.isEmpty()
              && (host.equals(name)
                  || host.endsWith("." + name)
                  || name.equals(host + ":" + uri.getPort()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an address is in a block of addresses such as {@code 10.0.0.0/8}. */
  private static boolean isIn(String block, String host) {
    int slash = block.indexOf('/');
    String first = slash < 0 ? "" : block.substring(0, slash);
    String begin = first.contains(":") ? "[" + first + "]" : first;
    if (!isLiteral(begin) || !isLiteral(host) || !block.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    try {
      byte[] from = InetAddress.getByName(begin).getAddress();
      byte[] address = InetAddress.getByName(host).getAddress();
      int bits = Integer.parseInt(block.substring(slash + 1));
      return from.length == address.length
          && bits <= 8 * from.length
          && new BigInteger(1, from)
              .xor(new BigInteger(1, address))
              .shiftRight(8 * from.length - bits)
              .equals(BigInteger.ZERO);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("\\d+(\\.\\d+){3}");
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails by itself.
  }

  /** Answers a proxy that asks for the user and password of its own address. */
  Optional<Authenticator> authenticator() {
    Optional<URI> named = https.or(() -> http).filter(proxy -> proxy.getUserInfo() != null);
    return named.map(
        proxy ->
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                if (getRequestorType() != RequestorType.PROXY) {
                  return null;
                }
                String[] parts = proxy.getUserInfo().split(":", 2);
                String password = parts.length < 2 ? "" : parts[1];
                return new PasswordAuthentication(parts[0], password.toCharArray());
              }
            });
  }
}
