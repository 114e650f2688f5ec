package dev.davit.engine.network;

import dev.davit.linux.IoFailure;
import dev.davit.linux.netlink.NetworkAddress;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which pod has which addresses: a file for each pod, written before its addresses are used and
 * removed after they are free. Addresses are given out in turn, so that one that became free is not
 * used again at once.
 */
final class Leases {

  private static final String SUFFIX = ".json";
  private static final String UNFINISHED = ".new";

  private final Path directory;
  private final Map<String, Lease> byPod = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<NetworkAddress, BigInteger> last = new HashMap<>();

  /**
   * Reads what is there; a file that cannot be read counts as none. One whose writer was killed
   * before it had its name has given no address to anybody, and goes.
   */
  Leases(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        for (Path file : files) {
          read(file).ifPresent(this::remember);
        }
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw failed(directory, "read", e);
    }
  }

  private static Optional<Lease> read(Path file) {
    try {
      return Optional.of(Json.parse(Lease.class, file.toString(), Files.readString(file)));
    } catch (IOException | SpecException e) {
      return Optional.empty();
    }
  }

  private void remember(Lease lease) {
    byPod.put(lease.podId(), lease);
    lease.addresses().forEach(a -> taken.add(address(a)));
  }

  private static String address(String withPrefix) {
    return NetworkAddress.parse(withPrefix).address();
  }

  /**
   * Gives a pod an address of each range; the same ones if it has some.
   *
   * @throws NetworkException if a range has none left, or a port of the host is another pod's
   */
  synchronized Lease take(String podId, List<NetworkAddress> ranges, List<Lease.Port> ports) {
    Lease known = byPod.get(podId);
    if (known != null) {
      return known;
    }
    for (Lease.Port port : ports) {
      owner(port)
          .ifPresent(
              other -> {
                throw new NetworkException(
                    "host port "
                        + port.hostPort()
                        + "/"
                        + port.protocol()
                        + ": pod "
                        + other.substring(0, 12)
                        + " has it");
              });
    }
    List<String> addresses = new ArrayList<>();
    for (NetworkAddress range : ranges) {
      addresses.add(free(range).toString());
    }
    Lease lease = new Lease(podId, addresses, ports);
    write(lease);
    remember(lease);
    return lease;
  }

  private Optional<String> owner(Lease.Port port) {
    return byPod.values().stream()
        .filter(
            lease ->
                lease.ports().stream()
                    .anyMatch(
                        p ->
                            p.hostPort() == port.hostPort()
                                && p.protocol().equals(port.protocol())
                                && (p.hostIp().isEmpty()
                                    || port.hostIp().isEmpty()
                                    || p.hostIp().equals(port.hostIp()))))
        .map(Lease::podId)
        .findFirst();
  }

  /** The first two and the last address of a range are the network's, the bridge's, and for all. */
  private NetworkAddress free(NetworkAddress range) {
    BigInteger first = BigInteger.TWO;
    BigInteger end = range.size().subtract(BigInteger.ONE);
    BigInteger at = last.getOrDefault(range, BigInteger.ONE);
    long tries = end.subtract(first).min(BigInteger.valueOf(taken.size() + 1L)).longValue();
    for (long i = 0; i <= tries; i++) {
      at = at.add(BigInteger.ONE);
      if (at.compareTo(end) >= 0) {
        at = first;
      }
      NetworkAddress candidate = range.at(at);
      if (!taken.contains(candidate.address())) {
        last.put(range, at);
        return candidate;
      }
    }
    throw new NetworkException("range " + range + ": no address left");
  }

  private void write(Lease lease) {
    Path file = directory.resolve(lease.podId() + SUFFIX);
    Path temporary = directory.resolve(lease.podId() + UNFINISHED);
    try {
      Files.writeString(temporary, Json.write(lease));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(file, "write", e);
    }
  }

  /** What a pod has. */
  synchronized Optional<Lease> find(String podId) {
    return Optional.ofNullable(byPod.get(podId));
  }

  synchronized Collection<Lease> all() {
    return List.copyOf(byPod.values());
  }

  /** Makes the addresses of a pod free. */
  synchronized void release(String podId) {
    Path file = directory.resolve(podId + SUFFIX);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(file, "remove", e);
    }
    Lease lease = byPod.remove(podId);
    if (lease != null) {
      lease.addresses().forEach(a -> taken.remove(address(a)));
    }
  }

  private static NetworkException failed(Path file, String action, IOException e) {
    return new NetworkException(file + ": " + action + ": " + IoFailure.reason(e), e);
  }
}
