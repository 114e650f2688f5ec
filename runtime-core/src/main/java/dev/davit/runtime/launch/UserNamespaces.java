package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.Wait;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.MountIds;
import dev.davit.runtime.plan.Preparation;
import dev.davit.runtime.plan.UserNamespaceProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes user namespaces, and looks into those that exist, by a process that waits in them. */
final class UserNamespaces {

  /** What is done while there is a process in the namespace. */
  @FunctionalInterface
  private interface Visit<T> {
    T with(String process) throws ErrnoException;
  }

  private final Host host;

  UserNamespaces(Host host) {
    this.host = host;
  }

  /** A new one, with nobody in it; the caller owns the descriptor. */
  Fd make(MountIds ids) throws ErrnoException {
    return visit(
        Optional.empty(),
        process -> {
          VirtualFile.write(process + "uid_map", MountIds.lines(ids.uids()));
          VirtualFile.write(process + "gid_map", MountIds.lines(ids.gids()));
          return Descriptors.open(Fd.CWD, process + "ns/user", OpenFlags.O_RDONLY);
        });
  }

  /**
   * The mappings of one that exists, as this process sees them.
   *
   * @param path where it is found
   * @throws StepException if it cannot be joined
   */
  MountIds mappings(Path path) {
    Preparation.OpenNamespace wanted = new Preparation.OpenNamespace("user", path);
    try (Fd namespace = Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_RDONLY)) {
      return visit(
          Optional.of(namespace),
          process ->
              new MountIds(
                  parse(VirtualFile.read(process + "uid_map")),
                  parse(VirtualFile.read(process + "gid_map")),
                  false));
    } catch (ErrnoException e) {
      throw StepException.ofCall(
          wanted.title() + " " + path,
          wanted.title(),
          e.call(),
          e.errno(),
          Cures.ofPreparation(wanted, e),
          StepException.RUNTIME_FAILED);
    }
  }

  private static List<IdMapping> parse(String lines) {
    List<IdMapping> mappings = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      String[] fields = line.strip().split("\\s+");
      mappings.add(
          new IdMapping(
              Long.parseLong(fields[0]),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Map.of()));
    }
    return mappings;
  }

  private static int arrived(UserNamespaceProgram program, Report report, int pid)
      throws ErrnoException {
    Optional<Report.Record> record = report.next();
    if (record.isPresent() && record.get() instanceof Report.Failed failed) {
      throw failure(program, failed);
    }
    if (record.isEmpty()) {
      throw StepException.of("user namespace", "its process ended: was it killed?");
    }
    return pid;
  }

  private static ErrnoException failure(UserNamespaceProgram program, Report.Failed failed) {
    return new ErrnoException(program.program().printCall(failed.call()), failed.errno());
  }

  private <T> T visit(Optional<Fd> namespace, Visit<T> visit) throws ErrnoException {
    UserNamespaceProgram program = new UserNamespaceProgram(namespace.isPresent());
    try (DescriptorSet descriptors = new DescriptorSet()) {
      Pipe report = Pipe.open();
      descriptors.put(DescriptorNames.REPORT, report.writeEnd());
      descriptors.own(report.readEnd());
      Pipe go = Pipe.open();
      descriptors.put(DescriptorNames.GO, go.readEnd());
      descriptors.own(go.writeEnd());
      namespace.ifPresent(fd -> descriptors.lend(DescriptorNames.namespace("user"), fd));
      int pid =
          Spawner.spawn(
              program.program(),
              host.architecture(),
              List.of(),
              program.descriptors().stream().map(descriptors::get).toList());
      report.writeEnd().close();
      Report reports = new Report(report.readEnd());
      try {
        return visit.with("/proc/" + arrived(program, reports, pid) + "/");
      } catch (ErrnoException e) {
        Optional<Report.Failed> said = reports.failure();
        throw said.isPresent() ? failure(program, said.get()) : e;
      } finally {
        go.writeEnd().close();
        Wait.forPid(pid);
      }
    }
  }
}
