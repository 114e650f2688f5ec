package dev.davit.engine.pod;

import java.util.List;

/**
 * What {@code /etc/resolv.conf} of a pod says (CRI DNSConfig, resolv.conf(5)).
 *
 * @param servers addresses
 * @param searches domains
 * @param options such as {@code ndots:5}
 */
public record DnsConfig(List<String> servers, List<String> searches, List<String> options) {
  /** Copies lists and maps. */
  public DnsConfig {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }

  /** An empty one. */
  public static DnsConfig of() {
    return new DnsConfig(List.of(), List.of(), List.of());
  }

  /** A copy with another {@code servers}. */
  public DnsConfig withServers(List<String> servers) {
    return new DnsConfig(servers, searches, options);
  }

  /** A copy with another {@code searches}. */
  public DnsConfig withSearches(List<String> searches) {
    return new DnsConfig(servers, searches, options);
  }

  /** A copy with another {@code options}. */
  public DnsConfig withOptions(List<String> options) {
    return new DnsConfig(servers, searches, options);
  }
}
