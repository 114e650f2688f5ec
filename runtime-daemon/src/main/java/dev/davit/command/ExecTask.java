package dev.davit.command;

import dev.davit.linux.Signal;
import dev.davit.runtime.Console;
import dev.davit.runtime.ExecSession;
import java.util.List;

/** One more process in a container, in front of its user. */
final class ExecTask implements Task {

  private final ExecSession session;

  ExecTask(ExecSession session) {
    this.session = session;
  }

  @Override
  public String name() {
    return "process " + session.pid();
  }

  @Override
  public List<String> warnings() {
    return session.warnings();
  }

  @Override
  public Console console() {
    return session.console();
  }

  @Override
  public void kill(Signal signal) {
    session.kill(signal);
  }

  @Override
  public int await() throws InterruptedException {
    return session.waitFor().code();
  }

  @Override
  public void close() {
    session.close();
  }
}
