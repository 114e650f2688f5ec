package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The program that stacks layers on kernels whose overlayfs does not take them one by one: it uses
 * mount(2) in a mount namespace of its own, in the directory that all layers share, so that their
 * names are short and many fit into the one page of options. Then it clones the mount, tells the
 * number of the descriptor, and stays until that has been taken (pidfd_getfd(2)).
 *
 * @param directory what all layers have in common
 * @param lowerdirs the layers' names in it, the topmost first
 * @param upperdir the writable layer, and what the mount covers while the program runs
 * @param workdir overlayfs's own directory
 * @param userAttributes as in {@link Preparation.MountOverlay}
 */
public record ClassicOverlay(
    Path directory, List<String> lowerdirs, Path upperdir, Path workdir, boolean userAttributes) {

  /** The most bytes of options that mount(2) takes: a page, with the NUL. */
  public static final int MAX_OPTIONS = 4095;

  /** The descriptor that the number is written into. */
  public static final String REPORT = DescriptorNames.REPORT;

  /** The descriptor whose end of file ends the program. */
  public static final String STAY = "stay";

  private static final String FAILURE = "failure";

  /** Copies the list. */
  public ClassicOverlay {
    lowerdirs = List.copyOf(lowerdirs);
  }

  /** Finds what the layers have in common. */
  public static ClassicOverlay of(Preparation.MountOverlay overlay) {
    Path common = overlay.lowerdirs().get(0);
    for (Path layer : overlay.lowerdirs()) {
      while (!layer.startsWith(common)) {
        common = common.getParent();
      }
    }
    Path directory = common;
    List<String> names =
        overlay.lowerdirs().stream()
            .map(layer -> directory.relativize(layer).toString())
            .map(name -> name.isEmpty() ? "." : name)
            .toList();
    return new ClassicOverlay(
        directory, names, overlay.upperdir(), overlay.workdir(), overlay.userAttributes());
  }

  /** The options for mount(2). In them a backslash keeps a character from being special. */
  public String options() {
    String layers = lowerdirs.stream().map(ClassicOverlay::escape).collect(Collectors.joining(":"));
    return "lowerdir="
        + layers
        + ",upperdir="
        + escape(upperdir.toString())
        + ",workdir="
        + escape(workdir.toString())
        + (userAttributes ? ",userxattr" : "");
  }

  /** How many bytes the options have. */
  public int optionBytes() {
    return options().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Keeps the characters of a path that overlayfs's options have a use for. */
  static String escape(String path) {
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
  }

  /** The program; its descriptors are bound to 3 and 4. */
  public SyscallProgram program() {
    ProgramBuilder program = new ProgramBuilder();
    Data made = report("made", Lowering.REPORT_PID);
    Data failed = report("failed", Lowering.REPORT_FAILED);
    program.call(FileCalls.closeRange(Operand.of(5), SupervisorStep.LAST, 0));
    program.call(ProcessCalls.unshare(CloneFlags.CLONE_NEWNS));
    program.call(MountCalls.mount(null, "/", null, Propagation.RPRIVATE.flags(), null));
    program.call(FileCalls.chdir(directory.toString()));
    program.call(MountCalls.mount("overlay", upperdir.toString(), "overlay", 0, options()));
    program.call(
        MountCalls.openTree(
                Operand.AT_FDCWD,
                upperdir.toString(),
                MountApiFlags.OPEN_TREE_CLONE | MountApiFlags.OPEN_TREE_CLOEXEC)
            .into(made.slot(4, Width.INT)));
    program.call(FileCalls.write(Operand.fd(REPORT), made));
    program.label("stay");
    program.call(FileCalls.read(Operand.fd(STAY), Data.buffer("byte", 1)));
    program.call(ProcessCalls.exitGroup(0));
    program.label(FAILURE);
    program.call(FileCalls.write(Operand.fd(REPORT), failed).ignoringErrors());
    program.call(ProcessCalls.exitGroup(1));
    program.onFailure(FAILURE, failed.slot(4, Width.INT), failed.slot(8, Width.INT));
    return program.build().bind(Map.of(REPORT, 3, STAY, 4));
  }

  private static Data report(String name, int kind) {
    return Data.struct(name, Lowering.REPORT_SIZE).field(0, 4, "kind", kind).build();
  }
}
