package dev.davit.nativetest;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.ExitStatus;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.TerminalSettings;
import dev.davit.linux.terminal.WindowSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person at a terminal of its own who starts a command, types, and reads what appears. */
final class Typist implements AutoCloseable {
  private static final Duration PATIENCE = Tool.DEADLINE;

  private final PseudoTerminal terminal;
  private final TerminalSettings before;
  private final int pid;
  private final StringBuilder screen = new StringBuilder();
  private Optional<ExitStatus> exit = Optional.empty();

  private Typist(PseudoTerminal terminal, TerminalSettings before, int pid) {
    this.terminal = terminal;
    this.before = before;
    this.pid = pid;
  }

  /** Starts a command as the leader of a session whose terminal this is. */
  static Typist start(int rows, int columns, List<String> command) throws ErrnoException {
    PseudoTerminal terminal = PseudoTerminal.open();
    Terminal.setWindowSize(terminal.master(), new WindowSize(rows, columns));
    Fd slave = terminal.slave();
    // Before the command begins, which will change them.
    TerminalSettings before = Terminal.settings(slave);
    int pid =
        Spawn.program(Tool.find("setsid").orElseThrow().toString())
            .arguments(List.of("--ctty", "--wait"))
            .arguments(command)
            .environment(Map.of("PATH", System.getenv("PATH"), "TERM", "xterm"))
            .pass(slave, 0)
            .pass(slave, 1)
            .pass(slave, 2)
            .closeOthers()
            .newSession()
            .start();
    return new Typist(terminal, before, pid);
  }

  /** Types. */
  void type(String keys) throws ErrnoException {
    Content.writeAll(terminal.master(), keys.getBytes(StandardCharsets.UTF_8));
  }

  /** Draws the window to another size. */
  void resize(int rows, int columns) throws ErrnoException {
    Terminal.setWindowSize(terminal.master(), new WindowSize(rows, columns));
  }

  /** Reads until the text has appeared; gives all that did so far. */
  String await(String text) throws ErrnoException {
    byte[] buffer = new byte[4096];
    while (screen.indexOf(text) < 0) {
      if (!Poll.await(terminal.master(), PollEvents.IN, PATIENCE)) {
        throw new AssertionError("no \"" + text + "\" on the screen:\n" + screen);
      }
      int n = Content.read(terminal.master(), buffer, 0, buffer.length);
      screen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
    }
    return screen.toString();
  }

  /** Whether the terminal shows what is typed, as it does before and after a raw program. */
  boolean echoes() throws ErrnoException {
    return Terminal.settings(terminal.slave()).echoes();
  }

  /** Whether the terminal echoed before the command began. */
  boolean echoed() {
    return before.echoes();
  }

  /** Whether the terminal is set as it was when the command began. */
  boolean isAsBefore() throws ErrnoException {
    return Terminal.settings(terminal.slave()).equals(before);
  }

  /** Waits for the end of the command; gives its exit code. */
  int finish() throws ErrnoException {
    try (Fd pidfd = PidFd.open(pid)) {
      if (!Poll.await(pidfd, PollEvents.IN, PATIENCE)) {
        throw new AssertionError("still running, on the screen:\n" + screen);
      }
    }
    exit = Optional.of(Wait.forPid(pid));
    return exit.get().shellCode();
  }

  @Override
  public void close() {
    try {
      if (exit.isEmpty()) {
        Processes.kill(pid, Signal.KILL);
        Wait.forPid(pid);
      }
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    } finally {
      terminal.close();
    }
  }
}
