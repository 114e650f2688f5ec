package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import dev.davit.linux.program.SyscallProgram;

/** Compiles a program of system calls into an executable file of a few KiB. */
public final class StaticElf {
  private StaticElf() {}

  /**
   * Gives the content of a static ELF file that runs the program.
   *
   * @throws IllegalStateException when a descriptor of the program is not bound
   * @throws IllegalArgumentException when the architecture lacks a system call of the program
   */
  public static byte[] compile(SyscallProgram program, Architecture architecture) {
    DataLayout data = new DataLayout(program, ElfWriter.DATA_ADDRESS);
    byte[] text = CodeGenerator.generate(program, architecture, data);
    return ElfWriter.write(architecture, data, text);
  }
}
