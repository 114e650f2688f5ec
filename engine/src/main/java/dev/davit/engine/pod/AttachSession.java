package dev.davit.engine.pod;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A client at the streams of a container's first process. There may be several; each sees all
 * output from now on. A client that does not read loses output, and hinders nobody. Closing it
 * leaves the container alone, but for {@code stdinOnce}.
 */
public interface AttachSession extends StreamSession {

  /** Its output from now on, to its end; with a terminal, that of the terminal. */
  @Override
  InputStream stdout();

  /** Its errors from now on; with a terminal, at its end at once. */
  @Override
  InputStream stderr();

  /**
   * Its input. Closing it gives the container end of file if that was made with {@code stdinOnce}.
   *
   * @throws PodException {@code WRONG_STATE} if the container was made without {@code stdin}
   */
  @Override
  OutputStream stdin();
}
