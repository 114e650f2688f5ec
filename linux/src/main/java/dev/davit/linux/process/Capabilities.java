package dev.davit.linux.process;

import dev.davit.linux.Capability;

/**
 * The capability sets of a thread (capabilities(7)), as bit masks; see {@link Capability#ofMask}.
 *
 * @param bounding what exec can give at most
 * @param effective what the kernel checks
 * @param permitted what may be made effective
 * @param inheritable what a file may keep across exec
 */
public record Capabilities(long bounding, long effective, long permitted, long inheritable) {
  /** Whether a capability is effective. */
  public boolean has(Capability capability) {
    return (effective & capability.bit()) != 0;
  }
}
