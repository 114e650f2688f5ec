package dev.davit.runtime.dbus;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * A connection to a bus or to a peer, for one errand of one thread. The kernel tells the other side
 * who we are (AUTH EXTERNAL, by SO_PEERCRED).
 */
public final class Connection implements AutoCloseable {

  private static final int MAX_LINE = 4096;

  private final SocketChannel channel;
  private final Selector selector;
  private final Path address;
  private final long deadlineNs;

  /** What was received while something else was awaited. */
  private final Deque<Message> signals = new ArrayDeque<>();

  private boolean isBus;
  private int serial;

  private Connection(SocketChannel channel, Selector selector, Path address, long deadlineNs) {
    this.channel = channel;
    this.selector = selector;
    this.address = address;
    this.deadlineNs = deadlineNs;
  }

  /**
   * Connects to a bus and says hello.
   *
   * @param uid the user that this process acts as
   * @param limit how long everything on this connection may take
   * @throws IOException if nobody listens, or the peer does not want us
   */
  public static Connection toBus(Path socket, int uid, Duration limit) throws IOException {
    Connection connection = toPeer(socket, uid, limit);
    try {
      connection.call(Target.BUS, "Hello", "");
      connection.isBus = true;
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  /** Connects to a peer that is no bus. */
  public static Connection toPeer(Path socket, int uid, Duration limit) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Selector selector;
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      selector = Selector.open();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    Connection connection =
        new Connection(channel, selector, socket, System.nanoTime() + limit.toNanos());
    try {
      channel.register(selector, SelectionKey.OP_READ);
      connection.authenticate(uid);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void authenticate(int uid) throws IOException {
    byte[] digits = Integer.toUnsignedString(uid).getBytes(StandardCharsets.US_ASCII);
    write(ascii("\0AUTH EXTERNAL " + HexFormat.of().formatHex(digits) + "\r\n"));
    String answer = line();
    if (!answer.startsWith("OK ")) {
      throw new DbusException(address + ": authentication: \"" + answer + "\"");
    }
    write(ascii("BEGIN\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Byte by byte, because nothing after the line may be taken. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE) {
      char next = (char) (read(1)[0] & 0xff);
      if (next == '\n') {
        return line.toString().strip();
      }
      line.append(next);
    }
    throw new DbusException(address + ": not a D-Bus peer");
  }

  /**
   * Asks the bus for signals that match a rule (D-Bus specification, "Match Rules"); a peer sends
   * all of its own.
   */
  public void match(String rule) throws IOException {
    if (isBus) {
      call(Target.BUS, "AddMatch", "s", rule);
    }
  }

  /**
   * Calls a method and waits for its answer.
   *
   * @param signature the types of the arguments
   * @return what it answers
   * @throws DbusException if it answers by an error, or too late
   */
  public List<Object> call(Target to, String member, String signature, Object... arguments)
      throws IOException {
    int number = ++serial;
    write(Message.call(number, to, member, signature, Arrays.asList(arguments)).bytes());
    while (true) {
      Message message = receive();
      if (message.answers(number)) {
        if (message.type() == Message.ERROR) {
          List<Object> body = message.body();
          throw new DbusException(
              message.text(Message.ERROR_NAME), body.isEmpty() ? "" : body.get(0).toString());
        }
        return message.body();
      }
      keep(message);
    }
  }

  /**
   * Waits for a signal.
   *
   * @param wanted tells by its values whether it is the one
   * @return its values
   */
  public List<Object> await(String member, Predicate<List<Object>> wanted) throws IOException {
    while (true) {
      Message message = signals.isEmpty() ? receive() : signals.poll();
      if (message.type() == Message.SIGNAL
          && message.text(Message.MEMBER).equals(member)
          && wanted.test(message.body())) {
        return message.body();
      }
    }
  }

  private void keep(Message message) {
    if (message.type() == Message.SIGNAL) {
      signals.add(message);
    }
  }

  private Message receive() throws IOException {
    byte[] start = read(Message.FIXED);
    byte[] whole = Arrays.copyOf(start, Message.length(start));
    byte[] rest = read(whole.length - start.length);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return Message.parse(whole);
  }

  private byte[] read(int count) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(count);
    while (into.hasRemaining()) {
      int got = channel.read(into);
      if (got < 0) {
        throw new DbusException(address + ": the other side closed the connection");
      }
      if (got == 0) {
        ready(SelectionKey.OP_READ);
      }
    }
    return into.array();
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    while (from.hasRemaining()) {
      if (channel.write(from) == 0) {
        ready(SelectionKey.OP_WRITE);
      }
    }
  }

  private void ready(int operation) throws IOException {
    long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    if (leftMs <= 0) {
      throw new DbusException(address + ": no answer in time");
    }
    channel.keyFor(selector).interestOps(operation);
    selector.select(leftMs);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new DbusException(address + ": interrupted while waiting for an answer");
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // nothing that was written is lost: answers have come to all of it
    }
  }
}
