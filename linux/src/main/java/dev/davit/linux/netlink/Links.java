package dev.davit.linux.netlink;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The interfaces of one network namespace: rtnetlink(7). Interfaces are named by their index, which
 * {@link #index} finds.
 */
public final class Links implements AutoCloseable {

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_SETLINK = 19;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_NEWQDISC = 36;
  private static final int RTM_NEWTFILTER = 44;

  private static final int REQUEST_ACK = 1 | 4;
  private static final int REQUEST_DUMP = 1 | 0x300;
  private static final int REPLACE = 0x100;
  private static final int EXCL = 0x200;
  private static final int CREATE = 0x400;

  private static final int AF_BRIDGE = 7;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IFF_UP = 1;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_PROTINFO = 12;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;
  private static final int IFLA_BRPORT_MODE = 4;
  private static final int NESTED = 0x8000;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_F_NODAD = 2;

  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_STATIC = 4;
  private static final int RTN_UNICAST = 1;

  private final NetlinkSocket socket;

  private Links(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Those of this thread's network namespace, or of another one. */
  public static Links open(Optional<Fd> namespace) throws ErrnoException {
    return new Links(NetlinkSocket.open(namespace));
  }

  /** The index of an interface, if there is one of that name. */
  public Optional<Integer> index(String name) throws ErrnoException {
    NetlinkMessage message = link("get " + name, RTM_GETLINK, 0, 0, 0, 0);
    message.attribute(IFLA_IFNAME, name);
    try {
      List<ByteBuffer> answers = socket.ask(message);
      return answers.stream().findFirst().map(a -> a.getInt(4));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static NetlinkMessage link(
      String text, int type, int flags, int index, int up, int family) {
    return new NetlinkMessage("link " + text, type, REQUEST_ACK | flags)
        .put8(family)
        .put8(0)
        .put16(0)
        .put32(index)
        .put32(up)
        .put32(up);
  }

  /**
   * Makes a bridge and brings it up.
   *
   * @param mac its own hardware address, so that it does not change with its ports
   * @param mtu in bytes; 0 for the kernel's
   * @throws ErrnoException EEXIST if there is an interface of that name
   */
  public void addBridge(String name, byte[] mac, int mtu) throws ErrnoException {
    NetlinkMessage message =
        link("add " + name + " type bridge", RTM_NEWLINK, CREATE | EXCL, 0, IFF_UP, 0);
    message.attribute(IFLA_IFNAME, name).attribute(IFLA_ADDRESS, mac);
    if (mtu > 0) {
      message.attribute32(IFLA_MTU, mtu);
    }
    int info = message.begin(IFLA_LINKINFO);
    message.attribute(IFLA_INFO_KIND, "bridge").end(info);
    socket.ask(message);
  }

  /**
   * Makes a pair of virtual Ethernet interfaces (veth(4)), of which one end is a port of a bridge
   * and up, and the other is in another network namespace.
   *
   * @param name of the end here
   * @param bridge the index of the bridge
   * @param peer the name of the other end
   * @param mac of the other end
   * @param mtu in bytes; 0 for the kernel's
   */
  public void addVeth(String name, int bridge, String peer, byte[] mac, int mtu, Fd namespace)
      throws ErrnoException {
    NetlinkMessage message =
        link("add " + name + " type veth", RTM_NEWLINK, CREATE | EXCL, 0, IFF_UP, 0);
    message.attribute(IFLA_IFNAME, name).attribute32(IFLA_MASTER, bridge);
    if (mtu > 0) {
      message.attribute32(IFLA_MTU, mtu);
    }
    int info = message.begin(IFLA_LINKINFO);
    message.attribute(IFLA_INFO_KIND, "veth");
    int data = message.begin(IFLA_INFO_DATA);
    int other = message.begin(VETH_INFO_PEER);
    message.put8(0).put8(0).put16(0).put32(0).put32(0).put32(0);
    message
        .attribute(IFLA_IFNAME, peer)
        .attribute(IFLA_ADDRESS, mac)
        .attribute32(IFLA_NET_NS_FD, namespace.number());
    if (mtu > 0) {
      message.attribute32(IFLA_MTU, mtu);
    }
    message.end(other).end(data).end(info);
    socket.ask(message);
  }

  /**
   * Makes an intermediate functional block (ifb) and brings it up: an interface that what another
   * one receives can be sent through.
   */
  public void addIfb(String name) throws ErrnoException {
    NetlinkMessage message =
        link("add " + name + " type ifb", RTM_NEWLINK, CREATE | EXCL, 0, IFF_UP, 0);
    message.attribute(IFLA_IFNAME, name);
    int info = message.begin(IFLA_LINKINFO);
    message.attribute(IFLA_INFO_KIND, "ifb").end(info);
    socket.ask(message);
  }

  /** Lets a port of a bridge send back what came from it: hairpin mode. */
  public void setHairpin(int index) throws ErrnoException {
    NetlinkMessage message =
        link("set " + index + " hairpin on", RTM_SETLINK, 0, index, 0, AF_BRIDGE);
    int port = message.begin(IFLA_PROTINFO | NESTED);
    message.attribute(IFLA_BRPORT_MODE, new byte[] {1}).end(port);
    socket.ask(message);
  }

  /** Brings an interface up. */
  public void setUp(int index) throws ErrnoException {
    socket.ask(link("set " + index + " up", RTM_NEWLINK, 0, index, IFF_UP, 0));
  }

  /** Makes an interface a port of a bridge. */
  public void setMaster(int index, int bridge) throws ErrnoException {
    socket.ask(
        link("set " + index + " master " + bridge, RTM_NEWLINK, 0, index, 0, 0)
            .attribute32(IFLA_MASTER, bridge));
  }

  /** Moves an interface into another network namespace. */
  public void move(int index, Fd namespace) throws ErrnoException {
    socket.ask(
        link("set " + index + " netns " + namespace, RTM_NEWLINK, 0, index, 0, 0)
            .attribute32(IFLA_NET_NS_FD, namespace.number()));
  }

  /**
   * Moves an interface into another network namespace and names it there. The kernel takes it down
   * and its addresses away.
   *
   * @throws ErrnoException EEXIST if there is an interface of that name
   */
  public void move(int index, String name, Fd namespace) throws ErrnoException {
    socket.ask(
        link("set " + index + " netns " + namespace + " name " + name, RTM_NEWLINK, 0, index, 0, 0)
            .attribute32(IFLA_NET_NS_FD, namespace.number())
            .attribute(IFLA_IFNAME, name));
  }

  /** The addresses of an interface that somebody has given it, and that the whole world may use. */
  public List<InterfaceAddress> lastingAddresses(int index) throws ErrnoException {
    NetlinkMessage message =
        new NetlinkMessage("address get dev " + index, RTM_GETADDR, REQUEST_DUMP)
            .put8(0)
            .put8(0)
            .put8(0)
            .put8(0)
            .put32(0);
    return socket.ask(message).stream()
        .map(InterfaceAddress::read)
        .filter(address -> address.index() == index && address.isLasting())
        .toList();
  }

  /** Gives an interface an address that another one, or the same elsewhere, had. */
  public void addAddress(int index, InterfaceAddress address) throws ErrnoException {
    socket.ask(
        address.write(
            new NetlinkMessage(
                "address add dev " + index, RTM_NEWADDR, REQUEST_ACK | CREATE | REPLACE),
            index));
  }

  /** Removes an interface; a pair goes with either end. There may be none. */
  public void delete(String name) throws ErrnoException {
    NetlinkMessage message = link("delete " + name, RTM_DELLINK, 0, 0, 0, 0);
    message.attribute(IFLA_IFNAME, name);
    try {
      socket.ask(message);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENODEV)) {
        throw e;
      }
    }
  }

  /** Adds an address, of IPv6 without waiting for duplicates; it may be there already. */
  public void addAddress(int index, NetworkAddress address) throws ErrnoException {
    NetlinkMessage message =
        new NetlinkMessage(
                "address add " + address + " dev " + index,
                RTM_NEWADDR,
                REQUEST_ACK | CREATE | REPLACE)
            .put8(address.isIpv6() ? AF_INET6 : AF_INET)
            .put8(address.prefix())
            .put8(address.isIpv6() ? IFA_F_NODAD : 0)
            .put8(0)
            .put32(index)
            .attribute(IFA_LOCAL, address.bytes())
            .attribute(IFA_ADDRESS, address.bytes());
    socket.ask(message);
  }

  /** Adds the route to everything. */
  public void addDefaultRoute(int index, NetworkAddress gateway) throws ErrnoException {
    addRoute(index, Optional.empty(), gateway);
  }

  /**
   * Adds a route; it may be there already.
   *
   * @param to the network; empty for everything
   */
  public void addRoute(int index, Optional<NetworkAddress> to, NetworkAddress gateway)
      throws ErrnoException {
    NetlinkMessage message =
        new NetlinkMessage(
                "route add "
                    + to.map(Object::toString).orElse("default")
                    + " via "
                    + gateway.address(),
                RTM_NEWROUTE,
                REQUEST_ACK | CREATE | REPLACE)
            .put8(gateway.isIpv6() ? AF_INET6 : AF_INET)
            .put8(to.map(NetworkAddress::prefix).orElse(0))
            .put8(0)
            .put8(0)
            .put8(RT_TABLE_MAIN)
            .put8(RTPROT_STATIC)
            .put8(0)
            .put8(RTN_UNICAST)
            .put32(0);
    to.ifPresent(network -> message.attribute(RTA_DST, network.network().bytes()));
    message.attribute(RTA_GATEWAY, gateway.bytes()).attribute32(RTA_OIF, index);
    socket.ask(message);
  }

  /**
   * Limits what an interface sends, by a token bucket filter (tc-tbf(8)).
   *
   * @param bitsPerSecond the rate
   */
  public void limitRate(int index, long bitsPerSecond) throws ErrnoException {
    socket.ask(
        TokenBucket.ofRate(bitsPerSecond)
            .replace(index, RTM_NEWQDISC, REQUEST_ACK | CREATE | REPLACE));
  }

  /**
   * Sends all that an interface receives through another one before it goes on.
   *
   * @param to an intermediate functional block
   */
  public void redirectReceived(int index, int to) throws ErrnoException {
    socket.ask(IngressRedirect.discipline(index, RTM_NEWQDISC, REQUEST_ACK | CREATE | EXCL));
    socket.ask(IngressRedirect.filter(index, to, RTM_NEWTFILTER, REQUEST_ACK | CREATE | EXCL));
  }

  @Override
  public void close() {
    socket.close();
  }
}
