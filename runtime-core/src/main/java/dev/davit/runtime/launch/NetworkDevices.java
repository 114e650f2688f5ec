package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.netlink.InterfaceAddress;
import dev.davit.linux.netlink.Links;
import dev.davit.linux.netlink.NetworkNamespace;
import dev.davit.oci.runtime.NetDevice;
import dev.davit.runtime.StepException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Moves network devices of the host into the container (runtime-spec 1.3.0, config-linux.md,
 * "Network Devices"). Hardware address and MTU are the device's own; what the kernel takes away on
 * the move, its lasting addresses and its being up, it gets back.
 */
final class NetworkDevices implements AutoCloseable {

  private Optional<Fd> network = Optional.empty();

  /**
   * Moves devices into the network namespace of a process.
   *
   * @param devices by their names here
   * @param undo takes those that were moved back, should the start fail
   * @throws StepException naming the device
   */
  void move(Map<String, NetDevice> devices, int pid, UndoStack undo) throws ErrnoException {
    // held until the start is over: with its namespace, a virtual device would go as well
    Fd there = NetworkNamespace.open(Path.of("/proc/" + pid + "/ns/net"));
    network = Optional.of(there);
    undo.push(there::close);
    try (Links outside = Links.open(Optional.empty());
        Links inside = Links.open(network)) {
      for (Map.Entry<String, NetDevice> device : new TreeMap<>(devices).entrySet()) {
        String name = device.getKey();
        String target = device.getValue().name().filter(n -> !n.isEmpty()).orElse(name);
        String what = "network device \"" + name + "\": move into the container";
        try {
          int index =
              outside
                  .index(name)
                  .orElseThrow(() -> StepException.of(what, "there is no such device"));
          if (inside.index(target).isPresent()) {
            throw StepException.of(what, "there is a device \"" + target + "\" already");
          }
          List<InterfaceAddress> addresses = outside.lastingAddresses(index);
          outside.move(index, target, there);
          undo.push(() -> back(there, target, name, addresses));
          settle(inside, target, addresses);
        } catch (ErrnoException e) {
          throw StepException.of(what, e.getMessage() + cure(e));
        }
      }
    }
  }

  /** The devices stay where they are now. */
  @Override
  public void close() {
    network.ifPresent(Fd::close);
  }

  private static String cure(ErrnoException e) {
    return e.is(Errno.EPERM)
        ? ": only who administers the host's network can move its devices"
        : "";
  }

  private static void settle(Links links, String name, List<InterfaceAddress> addresses)
      throws ErrnoException {
    int index =
        links
            .index(name)
            .orElseThrow(() -> StepException.of("network device \"" + name + "\"", "got lost"));
    links.setUp(index);
    for (InterfaceAddress address : addresses) {
      links.addAddress(index, address);
    }
  }

  private static void back(Fd there, String target, String name, List<InterfaceAddress> addresses)
      throws ErrnoException {
    try (Fd here = NetworkNamespace.open(Path.of("/proc/thread-self/ns/net"));
        Links inside = Links.open(Optional.of(there));
        Links outside = Links.open(Optional.empty())) {
      Optional<Integer> index = inside.index(target);
      if (index.isPresent()) {
        inside.move(index.get(), name, here);
        settle(outside, name, addresses);
      }
    }
  }
}
