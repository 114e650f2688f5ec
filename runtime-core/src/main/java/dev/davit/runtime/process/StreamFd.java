package dev.davit.runtime.process;

import dev.davit.linux.Fd;
import java.io.IOException;

/**
 * A descriptor that streams use and that may be closed while another thread uses it: it is really
 * closed when the last use is over, so that its number cannot come to mean something else before.
 */
final class StreamFd {

  private final Fd fd;
  private int uses;
  private boolean closed;

  StreamFd(Fd fd) {
    this.fd = fd;
  }

  /** Begins a use; to be ended by {@link #release}. */
  synchronized Fd use() throws IOException {
    if (closed) {
      throw new IOException("stream: closed");
    }
    uses++;
    return fd;
  }

  synchronized void release() {
    uses--;
    if (closed && uses == 0) {
      fd.close();
    }
  }

  synchronized void close() {
    if (!closed) {
      closed = true;
      if (uses == 0) {
        fd.close();
      }
    }
  }
}
