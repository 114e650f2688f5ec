package dev.davit.linux.seccomp;

import dev.davit.linux.ErrnoException;
import java.util.Optional;

/**
 * Compiles filters to classic BPF, as {@code seccomp(SECCOMP_SET_MODE_FILTER)} takes it.
 *
 * <p>The one implementation binds libseccomp, which knows the system calls of every architecture.
 */
public interface SeccompCompiler {
  /**
   * Compiles a filter.
   *
   * @return instructions of 8 bytes each ({@code struct sock_filter}), in the machine's byte order
   * @throws ErrnoException when libseccomp refuses an architecture or rule; the call names it
   */
  byte[] compile(SeccompFilter filter) throws ErrnoException;

  /** Gives the compiler of this machine; empty when libseccomp is not installed. */
  static Optional<SeccompCompiler> available() {
    return dev.davit.linux.jnr.LibSeccomp.load();
  }
}
