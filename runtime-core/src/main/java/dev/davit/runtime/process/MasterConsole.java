package dev.davit.runtime.process;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.runtime.Console;
import java.io.InputStream;
import java.io.OutputStream;

/** A console on the master of a pseudoterminal. */
public final class MasterConsole implements Console {

  private final Fd master;
  private final StreamFd stream;
  private final InputStream output;
  private final OutputStream input;

  /** A console that owns a master. */
  public MasterConsole(Fd master) {
    this.master = master;
    this.stream = new StreamFd(master);
    this.output = new DescriptorInput(stream);
    this.input = new DescriptorOutput(stream);
  }

  @Override
  public Fd master() {
    return master;
  }

  @Override
  public InputStream output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public void resize(int rows, int columns) {
    try {
      Terminal.setWindowSize(master, new WindowSize(rows, columns));
    } catch (ErrnoException e) {
      throw new IllegalStateException("terminal: set its size: " + e.getMessage(), e);
    }
  }

  void close() {
    stream.close();
  }
}
