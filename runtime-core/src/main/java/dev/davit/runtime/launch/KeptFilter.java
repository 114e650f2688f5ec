package dev.davit.runtime.launch;

import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.seccomp.SeccompFilters;
import dev.davit.runtime.seccomp.SeccompPolicy;
import dev.davit.runtime.state.InstalledFilter;
import dev.davit.runtime.state.StateDirectory;
import java.util.Optional;

/** The system call filter of a container, kept for processes that join it later. */
final class KeptFilter {

  private KeptFilter() {}

  /**
   * Compiles it and keeps it with the state of the container.
   *
   * @return its instructions, 8 bytes each; empty if the configuration asks for none
   */
  static Optional<byte[]> keep(
      ContainerRequest request, SeccompFilters filters, StateDirectory states) {
    Optional<Seccomp> policy = request.spec().linux().flatMap(Linux::seccomp);
    Optional<byte[]> filter = policy.map(filters::compiled);
    filter.ifPresent(
        bytes ->
            states.keepFilter(
                request.id(),
                new InstalledFilter(bytes, SeccompPolicy.flags(policy.orElseThrow()))));
    return filter;
  }
}
