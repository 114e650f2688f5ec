package dev.davit.nativetest;

import dev.davit.linux.Signal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What /proc of the host says about a process inside a container. */
final class Inside {
  private Inside() {}

  /**
   * The first process of the only container below a command: the descendant that is number 1 in a
   * PID namespace of its own (NSpid of proc_pid_status(5)). Waits until its program has been
   * executed.
   */
  static long firstProcessBelow(long command) {
    String name = commOf(command);
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    boolean alive = true;
    while (alive && System.nanoTime() < end) {
      alive = ProcessHandle.of(command).filter(ProcessHandle::isAlive).isPresent();
      List<Long> found =
          ProcessHandle.of(command).stream()
              .flatMap(ProcessHandle::descendants)
              .map(ProcessHandle::pid)
              .filter(
                  pid -> isFirst(pid) && !commOf(pid).equals(name) && !commOf(pid).equals("davit"))
              .toList();
      if (found.size() == 1) {
        return found.get(0);
      }
      pause(10);
    }
    throw new AssertionError(
        "no container below process " + command + (alive ? "" : ", which has ended"));
  }

  static boolean isFirst(long pid) {
    String[] numbers = status(pid, "NSpid").split("\\s+");
    return numbers.length > 1 && numbers[numbers.length - 1].equals("1");
  }

  static String commOf(long pid) {
    return status(pid, "Name");
  }

  /** A field of /proc/PID/status, or "" if there is none. */
  static String status(long pid, String field) {
    return HostSnapshot.lines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith(field + ":"))
        .map(l -> l.substring(field.length() + 1).trim())
        .findFirst()
        .orElse("");
  }

  /** Waits until a process has a handler for a signal: SigCgt of proc_pid_status(5). */
  static void awaitHandler(long pid, Signal signal) throws InterruptedException {
    OnDemandDaemon.until(
        "a handler of " + signal + " in process " + pid,
        () ->
            (Long.parseUnsignedLong("0" + status(pid, "SigCgt"), 16) >> signal.number() - 1 & 1)
                == 1);
  }

  /** The identity of a namespace of that process, such as {@code net:[4026531840]}. */
  static String namespace(long pid, String kind) {
    return HostSnapshot.link(Path.of("/proc/" + pid + "/ns/" + kind));
  }

  /** The cgroup of that process in a hierarchy: "" for v2, else the name of a v1 controller. */
  static Path cgroupDirectory(long pid, String controller) {
    String path =
        HostSnapshot.lines(Path.of("/proc/" + pid + "/cgroup")).stream()
            .map(l -> l.split(":", 3))
            .filter(f -> Arrays.asList(f[1].split(",")).contains(controller))
            .map(f -> f[2])
            .findFirst()
            .orElseThrow(() -> new AssertionError("no hierarchy \"" + controller + "\""));
    Path mount =
        HostSnapshot.lines(Path.of("/proc/self/mountinfo")).stream()
            .filter(
                l ->
                    controller.isEmpty()
                        ? l.contains(" - cgroup2 ")
                        : l.contains(" - cgroup ")
                            && Arrays.asList(l.substring(l.lastIndexOf(' ') + 1).split(","))
                                .contains(controller))
            .map(l -> Path.of(l.split(" ")[4]))
            .findFirst()
            .orElseThrow();
    return mount.resolve(path.substring(1));
  }

  /** Whether the host has that controller on cgroup v2. */
  static boolean onV2(String controller) {
    return HostSnapshot.cgroupMounts().stream()
        .filter(HostSnapshot.CgroupMount::v2)
        .flatMap(m -> HostSnapshot.lines(m.path().resolve("cgroup.controllers")).stream())
        .flatMap(l -> Arrays.stream(l.split(" ")))
        .collect(Collectors.toSet())
        .contains(controller);
  }

  static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
