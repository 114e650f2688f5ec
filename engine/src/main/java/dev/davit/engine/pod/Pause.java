package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.launch.Report;
import dev.davit.runtime.launch.Spawner;
import dev.davit.runtime.state.ProcessIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts and ends the pause process of a pod. */
final class Pause {

  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

  private Pause() {}

  /**
   * Starts one.
   *
   * @param cgroup where it lives
   * @param users how ids are mapped, if it has a user namespace of its own
   */
  static ProcessIdentity start(
      PauseProgram program, Optional<Cgroup> cgroup, Optional<UserNamespace> users) {
    List<Fd> opened = new ArrayList<>();
    try {
      Fd nothing = keep(opened, Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR));
      Pipe report = Pipe.open();
      keep(opened, report.readEnd());
      keep(opened, report.writeEnd());
      Pipe mapped = Pipe.open();
      keep(opened, mapped.readEnd());
      keep(opened, mapped.writeEnd());
      List<Fd> given = new ArrayList<>(List.of(report.writeEnd(), mapped.readEnd()));
      if (program.intoCgroup()) {
        given.add(keep(opened, cgroup.flatMap(Cgroup::directoryFd).orElseThrow()));
      }
      if (cgroup.isPresent()) {
        for (Fd procs : cgroup.get().v1ProcsFds()) {
          given.add(keep(opened, procs));
        }
      }
      int starter =
          Spawner.spawn(
              program.build(), Architecture.host(), List.of(nothing, nothing, nothing), given);
      report.writeEnd().close();
      try {
        return follow(new Report(report.readEnd()), program, mapped.writeEnd(), users);
      } finally {
        Wait.forPid(starter);
      }
    } catch (ErrnoException e) {
      throw new PodException(Reason.FAILED, "pause process: start: " + e.getMessage(), e);
    } finally {
      opened.forEach(Fd::close);
    }
  }

  private static Fd keep(List<Fd> opened, Fd fd) {
    opened.add(fd);
    return fd;
  }

  private static ProcessIdentity follow(
      Report report, PauseProgram program, Fd mapped, Optional<UserNamespace> users)
      throws ErrnoException {
    Optional<ProcessIdentity> pause = Optional.empty();
    for (Optional<Report.Record> next = report.next(); next.isPresent(); next = report.next()) {
      if (next.get() instanceof Report.Failed failed) {
        pause.ifPresent(Pause::kill);
        throw new PodException(
            Reason.FAILED,
            "pause process: " + program.callText(failed.call()) + ": " + failed.errno().text());
      }
      int pid = ((Report.Started) next.get()).number();
      pause = ProcessIdentity.of(pid);
      if (users.isPresent()) {
        VirtualFile.write("/proc/" + pid + "/uid_map", lines(users.get().uids()));
        VirtualFile.write("/proc/" + pid + "/gid_map", lines(users.get().gids()));
        Content.writeAll(mapped, new byte[] {1});
      }
    }
    return pause.orElseThrow(
        () -> new PodException(Reason.FAILED, "pause process: ended without a report"));
  }

  private static String lines(List<IdRange> ranges) {
    StringBuilder lines = new StringBuilder();
    for (IdRange range : ranges) {
      lines.append(range.containerId()).append(' ').append(range.hostId());
      lines.append(' ').append(range.length()).append('\n');
    }
    return lines.toString();
  }

  /** Kills it, and waits until it is gone; does nothing if it is. */
  static void kill(ProcessIdentity pause) {
    try (Fd process = PidFd.open(pause.pid())) {
      if (pause.isAlive()) {
        PidFd.signal(process, Signal.KILL);
        if (!Poll.await(process, PollEvents.IN, KILL_DEADLINE)) {
          throw new PodException(Reason.FAILED, "pause process " + pause.pid() + ": does not end");
        }
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw new PodException(Reason.FAILED, "pause process: kill: " + e.getMessage(), e);
      }
    }
  }
}
