package dev.davit.runtime;

import dev.davit.linux.program.SyscallProgram;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Changes the programs of a {@link Sandbox}, and knows the last one as it was planned. */
final class ChangedPrograms implements UnaryOperator<SyscallProgram> {

  private final AtomicReference<UnaryOperator<SyscallProgram>> change =
      new AtomicReference<>(UnaryOperator.identity());
  private final AtomicReference<SyscallProgram> last = new AtomicReference<>();

  @Override
  public SyscallProgram apply(SyscallProgram plain) {
    last.set(plain);
    return change.get().apply(plain);
  }

  /** Changes those to come. */
  void change(UnaryOperator<SyscallProgram> change) {
    this.change.set(change);
  }

  /** Leaves those to come as they are. */
  void changeNothing() {
    change(UnaryOperator.identity());
  }

  SyscallProgram last() {
    return last.get();
  }
}
