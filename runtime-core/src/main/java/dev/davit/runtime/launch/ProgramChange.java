package dev.davit.runtime.launch;

import dev.davit.linux.program.SyscallProgram;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Changes the programs that this thread starts, for tests that let their calls fail. It holds at
 * the one place where programs are compiled, so that there is none that it misses.
 */
public final class ProgramChange implements AutoCloseable {

  private static final ThreadLocal<UnaryOperator<SyscallProgram>> OF_THREAD = new ThreadLocal<>();

  // so that a process without any change pays for one comparison only
  private static final AtomicInteger OPEN = new AtomicInteger();

  private ProgramChange() {}

  /**
   * Changes each program that this thread starts from now on.
   *
   * @throws IllegalStateException if this thread has a change already
   */
  public static ProgramChange of(UnaryOperator<SyscallProgram> change) {
    if (OF_THREAD.get() != null) {
      throw new IllegalStateException("change of programs: this thread has one already");
    }
    OF_THREAD.set(change);
    OPEN.incrementAndGet();
    return new ProgramChange();
  }

  /** What becomes of a program that is about to be compiled. */
  static SyscallProgram in(SyscallProgram program) {
    if (OPEN.get() == 0) {
      return program;
    }
    UnaryOperator<SyscallProgram> change = OF_THREAD.get();
    return change == null ? program : change.apply(program);
  }

  @Override
  public void close() {
    if (OF_THREAD.get() != null) {
      OF_THREAD.remove();
      OPEN.decrementAndGet();
    }
  }
}
