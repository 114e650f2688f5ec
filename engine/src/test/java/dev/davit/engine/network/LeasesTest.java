package dev.davit.engine.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.netlink.NetworkAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which addresses are whose, also for who comes after a kill. */
class LeasesTest {

  private static final List<NetworkAddress> RANGES = List.of(NetworkAddress.parse("10.9.0.0/24"));

  @TempDir private Path directory;

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void givesAPodTheAddressThatItHadBefore() {
    Lease first = new Leases(directory).take("a", RANGES, List.of());
    Leases next = new Leases(directory);
    assertEquals(first, next.take("a", RANGES, List.of()));
    assertEquals(List.of("10.9.0.3/24"), next.take("b", RANGES, List.of()).addresses());
  }

  @Test
  void aFileWhoseWriterWasKilledIsNoLeaseAndGoes() throws Exception {
    new Leases(directory).take("a", RANGES, List.of());
    Files.writeString(directory.resolve("b.new"), "{\"podId\": ");
    assertEquals(1, new Leases(directory).all().size());
    assertEquals(List.of("a.json"), files());
  }
}
