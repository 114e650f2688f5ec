package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.oci.json.Problem;
import dev.davit.oci.runtime.Features;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.LinuxFeatures;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Specs;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document of {@code features} says what a start accepts: neither more nor less. */
class SupportedFeaturesTest {

  private static final Host HOST =
      Host.complete(
          Architecture.X86_64,
          CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("cpu", "memory", "pids")));

  private static final Features FEATURES = SupportedFeatures.document();

  /** The tables of mount options of runtime-spec 1.3.0, config.md and config-linux.md. */
  private static final List<String> SPECIFIED =
      List.of(
          ("async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand"
                  + " noatime nodev nodiratime noexec noiversion nolazytime nomand norelatime"
                  + " nostrictatime nosuid nosymfollow private ratime rbind rdev rdiratime relatime"
                  + " remount rexec rnoatime rnodev rnodiratime rnoexec rnorelatime rnostrictatime"
                  + " rnosuid rnosymfollow ro rprivate rrelatime rro rrw rshared rslave rstrictatime"
                  + " rsuid rsymfollow runbindable rw shared silent slave strictatime suid symfollow"
                  + " sync tmpcopyup unbindable idmap ridmap")
              .split(" "));

  private static List<Problem> problems(Mount mount) {
    Spec plain = Specs.runc("sh");
    List<Namespace> namespaces = new ArrayList<>(plain.linux().orElseThrow().namespaces());
    namespaces.add(Namespace.created(NamespaceType.USER));
    List<IdMapping> ids = List.of(IdMapping.of(0, 100000, 1000));
    Spec spec =
        plain
            .withMounts(List.of(mount))
            .withLinux(
                plain
                    .linux()
                    .orElseThrow()
                    .withNamespaces(namespaces)
                    .withUidMappings(ids)
                    .withGidMappings(ids));
    return SpecCheck.problems(spec, Stdio.none(), HOST).stream()
        .filter(problem -> problem.path().startsWith("$.mounts"))
        .toList();
  }

  /** Whether a start takes it, on a file system of its own or on a bind mount. */
  private static boolean isAccepted(String option) {
    MountOptions parsed = MountOptions.parse(List.of(option));
    return parsed.data().isEmpty()
        && (problems(Mount.of("/data", "tmpfs", "tmpfs", List.of(option))).isEmpty()
            || problems(Mount.of("/data", "bind", "/srv", List.of("bind", option))).isEmpty());
  }

  @Test
  void claimsOnlyMountOptionsThatAreAccepted() {
    for (String option : FEATURES.mountOptions().orElseThrow()) {
      assertTrue(isAccepted(option), option);
    }
  }

  @Test
  void claimsEveryMountOptionOfTheSpecificationThatIsAccepted() {
    Set<String> claimed = new TreeSet<>(FEATURES.mountOptions().orElseThrow());
    Set<String> missing = new TreeSet<>();
    for (String option : SPECIFIED) {
      if (claimed.contains(option) != isAccepted(option)) {
        missing.add(option);
      }
    }
    assertEquals(Set.of(), missing);
    Set<String> refused = new TreeSet<>(SPECIFIED);
    refused.removeAll(claimed);
    assertEquals(Set.of(), refused);
  }

  @Test
  void claimsIdMappedMountsAsItAcceptsThem() {
    LinuxFeatures linux = FEATURES.linux().orElseThrow();
    assertEquals(
        isAccepted("idmap"),
        linux.mountExtensions().orElseThrow().idmap().orElseThrow().enabled().orElseThrow());
    assertTrue(isAccepted("idmap"));
  }

  /** features.md: whoever takes configurations of others has to know which to look at. */
  @Test
  void namesTheAnnotationsThatChangeWhatIsDone() {
    assertEquals(
        Set.of(
            "dev.davit.landlock",
            "run.oci.hooks.stderr",
            "run.oci.hooks.stdout",
            "run.oci.keep_original_groups",
            "run.oci.pidfd_receiver"),
        Set.copyOf(FEATURES.potentiallyUnsafeConfigAnnotations().orElseThrow()));
  }

  @Test
  void claimsEveryNamespaceAndTheFieldsThatAreAccepted() {
    LinuxFeatures linux = FEATURES.linux().orElseThrow();
    Set<String> types = new TreeSet<>();
    for (NamespaceType type : NamespaceType.values()) {
      types.add(type.name().toLowerCase(Locale.ROOT));
    }
    assertEquals(types, new TreeSet<>(linux.namespaces().orElseThrow()));
    for (String field : List.of("netDevices", "intelRdt")) {
      String value = field.equals("intelRdt") ? "{\"closID\": \"x\"}" : "{\"eth0\": {}}";
      Spec spec =
          Spec.parse(
              "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"/\"}, \"linux\":"
                  + " {\"namespaces\": [{\"type\": \"network\"}], \""
                  + field
                  + "\": "
                  + value
                  + "}}");
      boolean accepted =
          SpecCheck.problems(spec, Stdio.none(), HOST.withResctrl(Path.of("/sys/fs/resctrl")))
              .stream()
              .noneMatch(problem -> problem.path().equals("$.linux." + field));
      boolean claimed =
          field.equals("netDevices")
              ? linux.netDevices().orElseThrow().enabled().orElseThrow()
              : linux.intelRdt().orElseThrow().enabled().orElseThrow();
      assertEquals(accepted, claimed, field);
      assertTrue(claimed, field);
    }
  }
}
