package dev.davit.runtime.launch;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.runtime.StepException;
import dev.davit.runtime.plan.ClassicOverlay;
import dev.davit.runtime.plan.Preparation;
import java.util.List;
import java.util.Optional;

/**
 * Stacks layers with mount(2): runs the program of {@link ClassicOverlay} and takes the detached
 * mount from it.
 */
final class ClassicOverlayMount {

  private ClassicOverlayMount() {}

  static Fd mount(Preparation.MountOverlay overlay, Architecture architecture)
      throws ErrnoException {
    ClassicOverlay classic = ClassicOverlay.of(overlay);
    if (classic.optionBytes() > ClassicOverlay.MAX_OPTIONS) {
      throw StepException.of(
          overlay.title(),
          "mount(2) takes "
              + ClassicOverlay.MAX_OPTIONS
              + " bytes of options and these layers need "
              + classic.optionBytes()
              + "; use fewer layers, shorter names below "
              + classic.directory()
              + ", or a kernel whose overlayfs knows lowerdir+");
    }
    SyscallProgram program = classic.program();
    try (DescriptorSet set = new DescriptorSet()) {
      Pipe report = Pipe.open();
      set.own(report.readEnd());
      set.own(report.writeEnd());
      Pipe stay = Pipe.open();
      set.own(stay.readEnd());
      set.own(stay.writeEnd());
      Fd nothing = set.own(Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR));
      int pid =
          Spawner.spawn(
              program,
              architecture,
              List.of(nothing, nothing, nothing),
              List.of(report.writeEnd(), stay.readEnd()));
      try (Fd process = PidFd.open(pid)) {
        report.writeEnd().close();
        return take(program, process, new Report(report.readEnd()));
      } finally {
        // its end of file ends the program, and with it the mount namespace
        stay.writeEnd().close();
        Wait.forPid(pid);
      }
    }
  }

  private static Fd take(SyscallProgram program, Fd process, Report report) throws ErrnoException {
    Optional<Report.Record> record = report.next();
    if (record.orElse(null) instanceof Report.Started made) {
      try {
        return PidFd.takeDescriptor(process, made.number());
      } catch (ErrnoException e) {
        // if it has ended meanwhile, it has said why
        record = report.isReady() ? report.next() : Optional.empty();
        if (record.isEmpty()) {
          throw e;
        }
      }
    }
    if (record.orElse(null) instanceof Report.Failed failed) {
      throw new ErrnoException(program.printCall(failed.call()), failed.errno());
    }
    throw new ErrnoException("the program ended without a report", Errno.ECHILD);
  }
}
