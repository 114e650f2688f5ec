package dev.davit.command;

import dev.davit.daemon.DaemonException;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@code davit daemon} in a session of its own, that ends with nothing of its starter's: it has
 * no terminal, no descriptor of the starter, and the root directory as its working directory.
 */
final class DetachedDaemon implements AutoCloseable {

  /** Further options of a daemon that is started on demand, separated by blanks. */
  static final String OPTIONS = "DAVIT_DAEMON_OPTIONS";

  private static final String MAIN = Main.class.getName();
  private static final int SAID_MAX = 500;
  private static final int LOG_MAX = 1 << 20;

  private final int pid;
  private final Path log;
  private final long logStart;
  private boolean ended;

  private DetachedDaemon(int pid, Path log, long logStart) {
    this.pid = pid;
    this.log = log;
    this.logStart = logStart;
  }

  static DetachedDaemon start(Path root, Path state, Path socket, Path log) {
    List<String> line = new ArrayList<>(virtualMachine());
    line.addAll(List.of(MAIN, "daemon", "--root", root.toString(), "--state", state.toString()));
    line.addAll(List.of("--socket", socket.toString()));
    String more = System.getenv().getOrDefault(OPTIONS, "").strip();
    if (!more.isEmpty()) {
      line.addAll(List.of(more.split("\\s+")));
    }
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
    try {
      // One that has grown for months is begun anew; the one before it is kept.
      if (Files.exists(log) && Files.size(log) > LOG_MAX) {
        Files.move(
            log,
            log.resolveSibling(log.getFileName() + ".1"),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY);
          Fd output = Descriptors.open(Fd.CWD, log.toString(), flags, 0600)) {
        long size = Files.size(log);
        int pid =
            Spawn.program(line.get(0))
                .arguments(line.subList(1, line.size()))
                .environment(environment())
                .pass(nothing, 0)
                .pass(output, 1)
                .pass(output, 2)
                .closeOthers()
                .directory("/")
                .newSession()
                .start();
        return new DetachedDaemon(pid, log, size);
      }
    } catch (ErrnoException e) {
      throw new DaemonException("the daemon: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DaemonException(log + ": " + IoFailure.reason(e), e);
    }
  }

  /** What a service manager said to whoever started us is not meant for the daemon. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("LISTEN_")
                    || name.startsWith("WATCHDOG_")
                    || name.equals("NOTIFY_SOCKET"));
    return environment;
  }

  /**
   * This virtual machine's own program, options and class path, but that it may compile as long
   * running ones do.
   */
  private static List<String> virtualMachine() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> own = ownCommandLine();
    int main = own.indexOf(MAIN);
    if (main < 1) {
      line.addAll(List.of("-cp", System.getProperty("java.class.path")));
      return line;
    }
    for (String option : own.subList(1, main)) {
      if (!option.startsWith("-XX:TieredStopAtLevel")) {
        line.add(option);
      }
    }
    return line;
  }

  /** proc(5): each word ends with a zero byte. */
  private static List<String> ownCommandLine() {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Whether it has ended by now. */
  boolean hasEnded() {
    try {
      ended = ended || Wait.pollPid(pid).isPresent();
    } catch (ErrnoException e) {
      ended = true;
    }
    return ended;
  }

  /** What it has written into its log, in one line. */
  String said() {
    try {
      byte[] all = Files.readAllBytes(log);
      String text =
          new String(
              all,
              (int) Math.min(logStart, all.length),
              (int) Math.max(0, all.length - logStart),
              StandardCharsets.UTF_8);
      String line = text.strip().replace("davit: ", "").replaceAll("\\s*\n\\s*", "; ");
      return line.isEmpty()
          ? "it said nothing"
          : line.length() <= SAID_MAX ? line : line.substring(0, SAID_MAX) + "…";
    } catch (IOException e) {
      return "its log cannot be read";
    }
  }

  /** It runs on. */
  @Override
  public void close() {}
}
