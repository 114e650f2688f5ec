package dev.davit.command;

import dev.davit.engine.RunningContainer;
import dev.davit.linux.Signal;
import dev.davit.runtime.Console;
import dev.davit.runtime.ContainerExit;
import java.util.List;

/** A container in front of its user. */
final class ContainerTask implements Task {

  private final RunningContainer container;
  private final Session session;
  private boolean oomKilled;

  ContainerTask(RunningContainer container, Session session) {
    this.container = container;
    this.session = session;
  }

  @Override
  public String name() {
    return container.shortId();
  }

  @Override
  public List<String> warnings() {
    return container.warnings();
  }

  @Override
  public Console console() {
    return container.console();
  }

  @Override
  public void kill(Signal signal) {
    container.kill(signal);
  }

  @Override
  public int await() throws InterruptedException {
    ContainerExit exit = container.waitFor();
    oomKilled = exit.oomKilled() && exit.code() != 0;
    return exit.code();
  }

  /** By now the user's terminal is as it was, and what is written to it is readable. */
  @Override
  public void close() {
    if (oomKilled) {
      session.warn(
          "container "
              + container.name().orElse(container.shortId())
              + ": killed by the kernel: out of memory: raise --memory or use less");
    }
    container.close();
  }
}
