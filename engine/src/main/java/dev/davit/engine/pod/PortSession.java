package dev.davit.engine.pod;

import java.io.InputStream;
import java.io.OutputStream;

/** A connection to a TCP port of a pod, as from the pod's own loopback. Closing it ends it. */
public interface PortSession extends AutoCloseable {

  /** What comes from the port. */
  InputStream input();

  /** What goes to the port; closing it half-closes the connection. */
  OutputStream output();

  @Override
  void close();
}
