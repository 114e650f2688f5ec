package dev.davit.runtime;

import dev.davit.linux.program.SyscallProgram;
import dev.davit.runtime.host.Host;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Gives tests the door that the runtime keeps for fault injection. */
public final class Faults {
  private Faults() {}

  /** A runtime whose programs are changed before they run. */
  public static Runtime open(Path stateRoot, Host host, UnaryOperator<SyscallProgram> change) {
    return Runtime.open(stateRoot, host, change);
  }
}
