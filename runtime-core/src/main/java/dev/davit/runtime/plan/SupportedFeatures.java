package dev.davit.runtime.plan;

import dev.davit.linux.Capability;
import dev.davit.oci.runtime.CgroupFeatures;
import dev.davit.oci.runtime.Defaults;
import dev.davit.oci.runtime.Feature;
import dev.davit.oci.runtime.Features;
import dev.davit.oci.runtime.IntelRdtFeatures;
import dev.davit.oci.runtime.LinuxFeatures;
import dev.davit.oci.runtime.MemoryPolicyFeatures;
import dev.davit.oci.runtime.MemoryPolicyFlag;
import dev.davit.oci.runtime.MemoryPolicyMode;
import dev.davit.oci.runtime.MountExtensions;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompArch;
import dev.davit.oci.runtime.SeccompFeatures;
import dev.davit.oci.runtime.SeccompFlag;
import dev.davit.oci.runtime.SeccompOperator;
import dev.davit.runtime.cgroup.CgroupPath;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What this runtime implements, as runtime-spec 1.3.0, features.md, wants it told. It does not
 * depend on the machine; what a machine lacks, a start says.
 */
public final class SupportedFeatures {

  private static final List<String> HOOKS =
      List.of(
          "prestart",
          "createRuntime",
          "createContainer",
          "startContainer",
          "poststart",
          "poststop");

  /** The annotations whose values are files for the standard output and error of hooks. */
  public static final List<String> HOOK_FILES =
      List.of("run.oci.hooks.stdout", "run.oci.hooks.stderr");

  /** The annotation whose value is a Unix stream socket that gets a pidfd of a new container. */
  public static final String PIDFD_RECEIVER = "run.oci.pidfd_receiver";

  /**
   * Those that change what is done: access is restricted, files are written, groups kept, a socket
   * is given a process.
   */
  private static final List<String> ANNOTATIONS =
      List.of(
          Landlock.ANNOTATION,
          HOOK_FILES.get(0),
          HOOK_FILES.get(1),
          IdentityPlan.KEEP_GROUPS,
          PIDFD_RECEIVER);

  private SupportedFeatures() {}

  /** The document. */
  public static Features document() {
    return new Features(
        "1.0.0",
        Defaults.OCI_VERSION,
        Optional.of(HOOKS),
        Optional.of(MountOptions.known()),
        Optional.of(linux()),
        Map.of(),
        Optional.of(ANNOTATIONS),
        Map.of());
  }

  private static LinuxFeatures linux() {
    return new LinuxFeatures(
        Optional.of(names(NamespaceType.values()).stream().map(SupportedFeatures::oci).toList()),
        Optional.of(Arrays.stream(Capability.values()).map(Capability::capName).toList()),
        Optional.of(
            new CgroupFeatures(
                Optional.of(true),
                Optional.of(true),
                Optional.of(systemd()),
                Optional.of(false),
                Optional.of(true),
                Map.of())),
        Optional.of(seccomp()),
        Optional.of(Feature.of(true)),
        Optional.of(Feature.of(true)),
        Optional.of(intelRdt()),
        Optional.of(
            new MemoryPolicyFeatures(
                Optional.of(names(MemoryPolicyMode.values())),
                Optional.of(names(MemoryPolicyFlag.values())),
                Map.of())),
        Optional.of(
            new MountExtensions(
                Optional.of(Feature.of(MountOptions.known().contains("idmap"))), Map.of())),
        Optional.of(Feature.of(true)),
        Map.of());
  }

  private static String oci(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  /** Whether a scope of systemd can be named as a cgroup. */
  private static boolean systemd() {
    try {
      CgroupPath.ofSpec(Optional.of("system.slice:davit:probe"), "probe");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static SeccompFeatures seccomp() {
    List<String> flags = names(SeccompFlag.values());
    return new SeccompFeatures(
        Optional.of(true),
        Optional.of(names(SeccompAction.values())),
        Optional.of(names(SeccompOperator.values())),
        Optional.of(names(SeccompArch.values())),
        Optional.of(flags),
        Optional.of(flags),
        Map.of());
  }

  /** Of what this program can do; whether resctrl is mounted, a start finds out. */
  private static IntelRdtFeatures intelRdt() {
    return new IntelRdtFeatures(Optional.of(true), Optional.of(true), Optional.of(true), Map.of());
  }
}
