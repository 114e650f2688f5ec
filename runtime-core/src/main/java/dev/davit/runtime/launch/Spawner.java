package dev.davit.runtime.launch;

import dev.davit.linux.Architecture;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.asm.StaticElf;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.program.SyscallProgram;
import java.util.List;

/** Compiles a program and starts it from a sealed file in memory. */
public final class Spawner {

  private static final int FIRST = 3;

  private Spawner() {}

  /**
   * Starts a program.
   *
   * @param standard its descriptors 0, 1 and 2
   * @param descriptors its descriptors from 3 on
   * @return the number of the process, a child of this one that has to be waited for
   */
  public static int spawn(
      SyscallProgram program, Architecture architecture, List<Fd> standard, List<Fd> descriptors)
      throws ErrnoException {
    int end = FIRST + descriptors.size();
    try (DescriptorSet moved = new DescriptorSet()) {
      byte[] elf = StaticElf.compile(ProgramChange.in(program), architecture);
      Fd file = above(end, moved.own(MemoryFile.sealedProgram("davit", elf)), moved);
      Spawn spawn = Spawn.program(file, "davit").newSession();
      for (int i = 0; i < standard.size(); i++) {
        spawn.pass(place(standard.get(i), i, end, moved), i);
      }
      for (int i = 0; i < descriptors.size(); i++) {
        spawn.pass(place(descriptors.get(i), FIRST + i, end, moved), FIRST + i);
      }
      return spawn.start();
    }
  }

  private static Fd place(Fd fd, int target, int end, DescriptorSet moved) throws ErrnoException {
    return fd.number() == target ? fd : above(end, fd, moved);
  }

  /** The child's numbers are given out one by one, so none of them may be a source as well. */
  private static Fd above(int end, Fd fd, DescriptorSet moved) throws ErrnoException {
    return fd.number() >= end ? fd : moved.own(Descriptors.duplicate(fd, end));
  }
}
