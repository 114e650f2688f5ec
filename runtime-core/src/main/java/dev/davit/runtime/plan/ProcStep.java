package dev.davit.runtime.plan;

import static dev.davit.linux.Errno.ENOENT;

import dev.davit.linux.OpenFlags;
import dev.davit.linux.ResolveFlags;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Slot;
import dev.davit.oci.runtime.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What init does through a procfs that nobody else can reach. */
sealed interface ProcStep extends Step {
  /** Wraps steps that need the private procfs, if there are any. */
  static List<Step> throughProc(List<? extends Step> steps) {
    if (steps.isEmpty()) {
      return List.of();
    }
    List<Step> all = new ArrayList<>();
    all.add(new OpenProc());
    all.addAll(steps);
    all.add(new CloseProc());
    return all;
  }

  /** The labels that a process asks for. */
  static List<LabelProgram> labels(Process process) {
    List<LabelProgram> labels = new ArrayList<>();
    process
        .apparmorProfile()
        .filter(profile -> !profile.isEmpty())
        .ifPresent(profile -> labels.add(new LabelProgram("apparmor", "exec " + profile)));
    process
        .selinuxLabel()
        .filter(label -> !label.isEmpty())
        .ifPresent(label -> labels.add(new LabelProgram("selinux", label)));
    return labels;
  }

  /** Makes a procfs of our own, that nobody can have tampered with (CVE-2025-52881). */
  record OpenProc() implements ProcStep {
    /** The name of its mount. */
    static final String MOUNT = "private proc";

    @Override
    public String title() {
      return "make a private proc";
    }

    @Override
    public void lower(Lowering to) {
      new FilesystemStep.NewFilesystem(MOUNT, "proc", "", List.of(), Map.of(), 0).lower(to);
    }
  }

  /** Lets go of the private procfs. */
  record CloseProc() implements ProcStep {
    @Override
    public String title() {
      return "close the private proc";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.close(to.slot(OpenProc.MOUNT)));
    }
  }

  /**
   * Sets a kernel parameter, through the private procfs.
   *
   * @param name as in sysctl(8)
   * @param value what is written
   */
  record SetSysctl(String name, String value) implements ProcStep {
    @Override
    public String title() {
      return "set the kernel parameter " + name;
    }

    @Override
    public void lower(Lowering to) {
      Slot file = to.slot("sysctl");
      to.call(
          FileCalls.openat2(
                  to.slot(OpenProc.MOUNT),
                  "sys/" + SysctlNames.path(name),
                  OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC,
                  ResolveFlags.RESOLVE_BENEATH)
              .into(file));
      to.call(FileCalls.write(file, value));
      to.call(FileCalls.close(file));
    }
  }

  /**
   * Sets the label that the container's program gets when it is executed, through the private
   * procfs.
   *
   * @param module the security module, as its directory in {@code attr} is named
   * @param label what the module understands
   */
  record LabelProgram(String module, String label) implements ProcStep {
    @Override
    public String title() {
      return "label the program for " + module;
    }

    @Override
    public void lower(Lowering to) {
      Slot file = to.slot("label");
      String older = to.freshLabel("attr");
      String opened = to.freshLabel("opened");
      to.call(open(to, "thread-self/attr/" + module + "/exec").into(file).onError(ENOENT, older));
      to.jump(opened);
      to.label(older);
      // a module has a directory of its own since Linux 5.8, and SELinux has none
      to.conditional(() -> to.call(open(to, "thread-self/attr/exec").into(file)));
      to.label(opened);
      to.call(FileCalls.write(file, label));
      to.call(FileCalls.close(file));
    }

    private static Call open(Lowering to, String path) {
      return FileCalls.openat2(
          to.slot(OpenProc.MOUNT),
          path,
          OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC,
          ResolveFlags.RESOLVE_BENEATH);
    }
  }
}
