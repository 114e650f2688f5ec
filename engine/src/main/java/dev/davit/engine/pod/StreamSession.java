package dev.davit.engine.pod;

import java.io.InputStream;
import java.io.OutputStream;

/** A client at the streams of a process in a container. */
public interface StreamSession extends AutoCloseable {

  /** Its output, or that of its terminal, to its end. */
  InputStream stdout();

  /** Its errors; with a terminal, at its end at once. */
  InputStream stderr();

  /** Its input. */
  OutputStream stdin();

  /** Changes the size of its terminal; without a terminal does nothing. */
  void resize(int rows, int columns);

  @Override
  void close();
}
