package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.linux.socket.SocketPair;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.criu.CriuConversation;
import dev.davit.runtime.criu.CriuFailure;
import dev.davit.runtime.host.ProgramPath;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The criu of this machine: where it is, how it is started and what its log says. */
final class CriuProgram {

  /** What criu itself calls: tar for tmpfs, ip and iptables for networks. */
  private static final String PATH = ProgramPath.DEFAULT;

  /** What criu says when it gives up before it has looked at a process. */
  private static final String NOT_READY = "when initializing kerndat";

  /** Errors in the log that tell nothing: what is missing and not needed, and the end itself. */
  private static final List<String> NOISE =
      List.of("tun: ", "Dumping FAILED", "Pre-dumping FAILED", "Restoring FAILED", NOT_READY);

  private static final int SHOWN = 3;

  private final Path path;

  private CriuProgram(Path path) {
    this.path = path;
  }

  /**
   * Finds it in the PATH of this process.
   *
   * @throws ContainerException if it is not there
   */
  static CriuProgram find(ContainerId id, String action) {
    return ProgramPath.find("criu")
        .map(CriuProgram::new)
        .orElseThrow(
            () ->
                ContainerException.unsupported(
                    id,
                    action
                        + ": criu: not found in PATH: install criu 3.15 or later"
                        + " (on Debian 12: apt-get install criu)"));
  }

  /** Where it is. */
  String path() {
    return path.toString();
  }

  /** Its arguments when it is to serve one request over a descriptor. */
  static List<String> arguments(int socket) {
    return List.of("swrk", Integer.toString(socket));
  }

  /** Its environment. */
  static Map<String, String> environment() {
    return Map.of("PATH", PATH);
  }

  /** Starts it for one request; it has to be waited for. */
  int start(Fd socket) throws ErrnoException {
    try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR)) {
      Spawn spawn = Spawn.program(path()).arguments(arguments(socket.number()));
      spawn.environment(environment()).pass(socket);
      spawn.pass(nothing, 0).pass(nothing, 1).pass(nothing, 2);
      return spawn.closeOthers().newSession().start();
    }
  }

  /**
   * What went wrong, in criu's own words, with the cure.
   *
   * @param log its log, which need not exist
   */
  ContainerException failure(ContainerId id, String action, CriuFailure failure, Path log) {
    List<String> errors = errors(log);
    String reason = failure.getMessage();
    List<String> telling =
        errors.stream().filter(error -> NOISE.stream().noneMatch(error::contains)).toList();
    if (!telling.isEmpty()) {
      // the answer repeats the first of them
      reason = String.join("; ", telling.subList(0, Math.min(SHOWN, telling.size())));
    }
    if (errors.stream().anyMatch(error -> error.contains(NOT_READY))) {
      return tooOld(id, action, reason);
    }
    return new ContainerException(
        id,
        action
            + ": criu: "
            + (reason.isEmpty() ? "ended without an answer" : reason)
            + (Files.exists(log) ? " (its log is " + log + ")" : ""));
  }

  private ContainerException tooOld(ContainerId id, String action, String reason) {
    return ContainerException.unsupported(
        id,
        action
            + ": criu"
            + version()
            + " does not work on this machine (Linux "
            + System.getProperty("os.version")
            + "): "
            + (reason.isEmpty() ? "" : reason + ": ")
            + "install a criu that is younger than this kernel, until `criu check` is content");
  }

  /**
   * Refuses where it does not work on this machine, such as where it does not know the kernel.
   *
   * @throws ContainerException that {@link ContainerException#isUnsupported}
   */
  void require(ContainerId id, String action) {
    try {
      ask(CriuConversation::check);
    } catch (CriuFailure e) {
      throw tooOld(id, action, e.getMessage());
    } catch (ErrnoException e) {
      throw new ContainerException(id, action, e);
    }
  }

  private static List<String> errors(Path log) {
    List<String> errors = new ArrayList<>();
    try (Stream<String> lines = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      lines
          .filter(line -> line.contains("Error ("))
          .map(line -> line.substring(line.indexOf("Error (")))
          .map(line -> line.substring(line.indexOf(':', line.indexOf(')')) + 1).strip())
          .forEach(errors::add);
    } catch (IOException e) {
      // without a log there is nothing to tell
    }
    return errors;
  }

  /** Of a criu that does not work, this is what still does. */
  private String version() {
    int[] version = {0};
    try {
      ask(criu -> version[0] = criu.version());
    } catch (CriuFailure | ErrnoException e) {
      return "";
    }
    return " %d.%d.%d".formatted(version[0] / 10000, version[0] / 100 % 100, version[0] % 100);
  }

  private interface Question {
    void ask(CriuConversation criu) throws CriuFailure, ErrnoException;
  }

  private void ask(Question question) throws CriuFailure, ErrnoException {
    try (SocketPair pair = SocketPair.packets()) {
      int pid = start(pair.second());
      pair.second().close();
      try {
        question.ask(new CriuConversation(pair.first()));
      } finally {
        pair.first().close();
        Wait.forPid(pid);
      }
    }
  }
}
