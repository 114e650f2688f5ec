package dev.davit.engine.network;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.netlink.Links;
import dev.davit.linux.netlink.NetworkAddress;
import dev.davit.linux.netlink.NetworkNamespace;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bridge of this machine with a pair of virtual Ethernet interfaces for each pod, built in: all
 * by rtnetlink but masquerade and host ports, which are {@code nft}'s.
 */
public final class BridgeNetworking implements Networking {

  private static final String INTERFACE = "eth0";
  private static final int NAME_DIGITS = 12;

  private final String bridge;
  private final int mtu;
  private final boolean masquerade;
  private final Optional<Fd> host;
  private final Leases leases;
  private final PacketFilter filter;
  private volatile List<NetworkAddress> ranges;
  private boolean prepared;

  /**
   * Reads leases; makes nothing yet.
   *
   * @param bridge the name of the bridge
   * @param ranges addresses, one range of each family at most
   * @param mtu in bytes; 0 for the kernel's
   * @param masquerade whether pods reach the world under the host's addresses
   * @param host the network namespace that is the host's; this thread's if absent
   * @param directory where leases are kept
   * @throws IllegalArgumentException if a range is none
   */
  public BridgeNetworking(
      String bridge,
      List<String> ranges,
      int mtu,
      boolean masquerade,
      Optional<Path> host,
      Path directory) {
    this.bridge = bridge;
    this.ranges = ranges.stream().map(NetworkAddress::parse).toList();
    this.mtu = mtu;
    this.masquerade = masquerade;
    this.host = host.map(BridgeNetworking::open);
    this.leases = new Leases(directory.resolve(bridge));
    this.filter = new PacketFilter(bridge, masquerade, this.host);
  }

  private static Fd open(Path namespace) {
    try {
      return NetworkNamespace.open(namespace);
    } catch (ErrnoException e) {
      throw new NetworkException(namespace + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> attach(NetworkRequest request) {
    try {
      Lease lease =
          leases.take(
              request.podId(),
              ranges,
              request.ports().stream()
                  .map(
                      p ->
                          new Lease.Port(p.protocol(), p.hostIp(), p.hostPort(), p.containerPort()))
                  .toList());
      prepare();
      connect(request, lease);
      if (!lease.ports().isEmpty()) {
        refreshFilter();
      }
      return lease.addresses().stream().map(a -> NetworkAddress.parse(a).address()).toList();
    } catch (ErrnoException e) {
      NetworkException failure =
          new NetworkException("bridge " + bridge + ": " + e.getMessage(), e);
      undo(request, failure);
      throw failure;
    } catch (RuntimeException e) {
      undo(request, e);
      throw e;
    }
  }

  private void undo(NetworkRequest request, RuntimeException reason) {
    try {
      detach(request);
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private void connect(NetworkRequest request, Lease lease) throws ErrnoException {
    Path path =
        request.netns().orElseThrow(() -> new NetworkException("pod: no network namespace"));
    String name = interfaceName(request.podId());
    try (Fd namespace = NetworkNamespace.open(path);
        Links outside = Links.open(host);
        Links inside = Links.open(Optional.of(namespace))) {
      int master =
          outside
              .index(bridge)
              .orElseThrow(() -> new NetworkException("bridge " + bridge + ": is gone"));
      outside.delete(name);
      outside.addVeth(name, master, INTERFACE, mac(lease), mtu, namespace);
      int end = outside.index(name).orElseThrow();
      outside.setHairpin(end);
      int own = inside.index(INTERFACE).orElseThrow();
      for (String address : lease.addresses()) {
        inside.addAddress(own, NetworkAddress.parse(address));
      }
      inside.setUp(own);
      for (String address : lease.addresses()) {
        inside.addDefaultRoute(own, gateway(NetworkAddress.parse(address)));
      }
      limit(outside, end, request);
    }
  }

  /** Both limits are on this side, where no container can lift them, whatever its capabilities. */
  private static void limit(Links links, int end, NetworkRequest request) throws ErrnoException {
    if (request.bandwidth().ingressBits() > 0) {
      links.limitRate(end, request.bandwidth().ingressBits());
    }
    if (request.bandwidth().egressBits() > 0) {
      String name = shaperName(request.podId());
      links.delete(name);
      links.addIfb(name);
      int shaper = links.index(name).orElseThrow();
      links.limitRate(shaper, request.bandwidth().egressBits());
      links.redirectReceived(end, shaper);
    }
  }

  private static String interfaceName(String podId) {
    return "dv" + podId.substring(0, NAME_DIGITS);
  }

  private static String shaperName(String podId) {
    return "di" + podId.substring(0, NAME_DIGITS);
  }

  private static NetworkAddress gateway(NetworkAddress range) {
    return range.at(BigInteger.ONE);
  }

  /** A local unicast address that follows from the first address of the pod. */
  private static byte[] mac(Lease lease) {
    byte[] address = NetworkAddress.parse(lease.addresses().get(0)).bytes();
    byte[] mac = {0x0a, 0x58, 0, 0, 0, 0};
    System.arraycopy(address, address.length - 4, mac, 2, 4);
    return mac;
  }

  /** Makes the bridge if it is not there. */
  private synchronized void prepare() throws ErrnoException {
    try (Links links = Links.open(host)) {
      Optional<Integer> there = links.index(bridge);
      if (there.isPresent() && prepared) {
        return;
      }
      if (there.isEmpty()) {
        byte[] mac = {0x0a, 0x58, 0, 0, 0, 1};
        byte[] first = gateway(ranges.get(0)).bytes();
        System.arraycopy(first, first.length - 4, mac, 2, 4);
        try {
          links.addBridge(bridge, mac, mtu);
        } catch (ErrnoException e) {
          if (!e.is(Errno.EEXIST)) {
            throw e;
          }
        }
      }
      int index = links.index(bridge).orElseThrow();
      for (NetworkAddress range : ranges) {
        links.addAddress(index, gateway(range));
      }
      links.setUp(index);
    }
    forward();
    if (masquerade || leases.all().stream().anyMatch(l -> !l.ports().isEmpty())) {
      refreshFilter();
    }
    prepared = true;
  }

  /** What the kernel needs to be told so that pods reach the world. */
  private void forward() throws ErrnoException {
    NetworkNamespace.Work<Void> work =
        () -> {
          VirtualFile.write("/proc/sys/net/ipv4/ip_forward", "1");
          // a port of the host is reached by 127.0.0.1 as well
          VirtualFile.write("/proc/sys/net/ipv4/conf/" + bridge + "/route_localnet", "1");
          if (ranges.stream().anyMatch(NetworkAddress::isIpv6)) {
            VirtualFile.write("/proc/sys/net/ipv6/conf/all/forwarding", "1");
          }
          return null;
        };
    if (host.isPresent()) {
      NetworkNamespace.inside(host.get(), work);
    } else {
      work.run();
    }
  }

  private synchronized void refreshFilter() {
    filter.apply(ranges, leases.all());
  }

  @Override
  public void detach(NetworkRequest request) {
    Optional<Lease> lease = leases.find(request.podId());
    if (lease.isEmpty()) {
      return;
    }
    try (Links links = Links.open(host)) {
      links.delete(interfaceName(request.podId()));
      links.delete(shaperName(request.podId()));
    } catch (ErrnoException e) {
      throw new NetworkException("bridge " + bridge + ": " + e.getMessage(), e);
    }
    leases.release(request.podId());
    if (!lease.get().ports().isEmpty()) {
      refreshFilter();
    }
  }

  @Override
  public Optional<String> check(NetworkRequest request) {
    if (leases.find(request.podId()).isEmpty()) {
      return Optional.of("bridge " + bridge + ": no address was given to it");
    }
    if (request.netns().isEmpty()) {
      return Optional.of("no network namespace: its pause process has ended");
    }
    try (Fd namespace = NetworkNamespace.open(request.netns().get());
        Links outside = Links.open(host);
        Links inside = Links.open(Optional.of(namespace))) {
      if (outside.index(bridge).isEmpty()) {
        return Optional.of("bridge " + bridge + ": is gone");
      }
      return outside.index(interfaceName(request.podId())).isEmpty()
              || inside.index(INTERFACE).isEmpty()
          ? Optional.of("its interface is gone")
          : Optional.empty();
    } catch (ErrnoException e) {
      return Optional.of("bridge " + bridge + ": " + e.getMessage());
    }
  }

  @Override
  public void retain(Set<String> podIds) {
    for (Lease lease : leases.all()) {
      if (!podIds.contains(lease.podId())) {
        try {
          detach(NetworkRequest.of(lease.podId()));
        } catch (NetworkException e) {
          // its address stays taken until the next start; the other pods are served
        }
      }
    }
  }

  @Override
  public Optional<String> problem() {
    return masquerade && HostProgram.find("nft").isEmpty()
        ? Optional.of("nft: not installed: install nftables, or turn masquerade off")
        : Optional.empty();
  }

  @Override
  public synchronized void changeRanges(List<String> changed) {
    ranges = changed.stream().map(NetworkAddress::parse).toList();
    prepared = false;
  }

  @Override
  public void close() {
    host.ifPresent(Fd::close);
  }
}
