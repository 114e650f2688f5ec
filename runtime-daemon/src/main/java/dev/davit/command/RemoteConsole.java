package dev.davit.command;

import dev.davit.cri.CriChannels;
import dev.davit.cri.CriException;
import dev.davit.linux.Fd;
import dev.davit.runtime.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** The terminal of a container at the other end of a stream. */
final class RemoteConsole implements Console {

  private final CriChannels channels;
  private final DetachKeys keys;

  /**
   * A terminal.
   *
   * @param keys that end it here, and are not sent
   */
  RemoteConsole(CriChannels channels, DetachKeys keys) {
    this.channels = channels;
    this.keys = keys;
  }

  @Override
  public Fd master() {
    throw new UnsupportedOperationException("the daemon has it");
  }

  /** Ends when the container does, or by the keys. */
  @Override
  public InputStream output() {
    return new Output();
  }

  @Override
  public OutputStream input() {
    return new Input();
  }

  @Override
  public void resize(int rows, int columns) {
    if (rows > 0 && columns > 0) {
      try {
        channels.resize(rows, columns);
      } catch (CriException e) {
        // It has ended, which its output tells.
      }
    }
  }

  private final class Output extends InputStream {
    private byte[] data = new byte[0];
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (at == data.length) {
        Optional<CriChannels.Message> message = next();
        if (message.isEmpty() || message.get().channel() == CriChannels.VERDICT) {
          return -1;
        }
        if (message.get().channel() == CriChannels.STDOUT) {
          data = message.get().data().orElse(new byte[0]);
          at = 0;
        }
      }
      int n = Math.min(length, data.length - at);
      System.arraycopy(data, at, bytes, offset, n);
      at += n;
      return n;
    }

    private Optional<CriChannels.Message> next() throws IOException {
      try {
        return channels.receive();
      } catch (CriException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  private final class Input extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      byte[] wanted = keys.filter(bytes, offset, length);
      try {
        channels.send(CriChannels.STDIN, wanted, wanted.length);
      } catch (CriException e) {
        throw new IOException(e.getMessage(), e);
      }
      if (keys.pressed()) {
        channels.close();
        throw new IOException("detached");
      }
    }
  }
}
