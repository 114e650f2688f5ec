package dev.davit.runtime.seccomp;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.seccomp.SeccompCompiler;
import dev.davit.oci.runtime.Seccomp;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiled filters by their description: most containers of a machine share one or two, and
 * compiling takes longer than the rest of a start.
 *
 * <p>Safe for use by many threads; compiling is serialised, since libseccomp keeps global state.
 */
public final class SeccompFilters {
  private static final int MOST = 32;

  private final Map<Seccomp, byte[]> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seccomp, byte[]> eldest) {
          if (size() > MOST) {
            fresh.remove(eldest.getKey());
            return true;
          }
          return false;
        }
      };

  /** Compiled here for a plan, and not yet kept. */
  private final Set<Seccomp> fresh = new HashSet<>();

  private final FilterCache kept;
  private Optional<SeccompCompiler> compiler = Optional.empty();

  /**
   * Filters that are kept for other processes as well.
   *
   * @param directory where; made with mode 0700 if it is not there
   */
  public SeccompFilters(Path directory) {
    this.kept = new FilterCache(Optional.of(directory));
  }

  /** Filters that this process keeps for itself. */
  public SeccompFilters() {
    this.kept = new FilterCache(Optional.empty());
  }

  /**
   * Gives the BPF program of a section, compiled now or before, and keeps it for other processes.
   *
   * @return instructions of 8 bytes each; not to be changed
   * @throws SeccompFailure when libseccomp is not installed or refuses the section
   */
  public synchronized byte[] compiled(Seccomp seccomp) {
    byte[] program = planned(seccomp);
    if (fresh.remove(seccomp)) {
      kept.keep(seccomp, program);
    }
    return program;
  }

  /**
   * Gives the same program for a plan: writes nothing to the disk.
   *
   * @throws SeccompFailure when libseccomp is not installed or refuses the section
   */
  public synchronized byte[] planned(Seccomp seccomp) {
    byte[] known = compiled.get(seccomp);
    if (known == null) {
      Optional<byte[]> found = kept.find(seccomp);
      known = found.isPresent() ? found.get() : compile(seccomp);
      if (found.isEmpty()) {
        fresh.add(seccomp);
      }
      compiled.put(seccomp, known);
    }
    return known;
  }

  private byte[] compile(Seccomp seccomp) {
    if (compiler.isEmpty()) {
      compiler = SeccompCompiler.available();
    }
    SeccompCompiler present =
        compiler.orElseThrow(
            () ->
                new SeccompFailure(
                    "linux.seccomp: libseccomp.so.2: not found: install libseccomp"
                        + " (Debian: libseccomp2), or run without a seccomp profile"));
    try {
      return present.compile(SeccompPolicy.filter(seccomp));
    } catch (ErrnoException e) {
      throw new SeccompFailure("linux.seccomp: " + e.getMessage());
    }
  }
}
