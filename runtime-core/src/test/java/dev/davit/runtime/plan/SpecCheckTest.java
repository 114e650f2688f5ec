package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompSyscall;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Specs;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecCheckTest {

  private static final Host HOST =
      Host.complete(
          Architecture.X86_64,
          CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("cpu", "memory", "pids")));

  private static List<String> problems(Spec spec) {
    ContainerRequest request =
        ContainerRequest.of(
            new ContainerId("web"),
            spec,
            new RootSource.Directory(Path.of("/bundle")),
            Stdio.pipes());
    SpecException e = assertThrows(SpecException.class, () -> SpecCheck.check(request, HOST));
    return e.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void refusesCallsThatNobodyListensFor() {
    SeccompSyscall asked =
        new SeccompSyscall(
            List.of("mount"), SeccompAction.SCMP_ACT_NOTIFY, Optional.empty(), List.of(), Map.of());
    Seccomp seccomp =
        new Seccomp(
            SeccompAction.SCMP_ACT_NOTIFY,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(asked),
            Map.of());
    Spec plain = Specs.runc("sh");
    assertEquals(
        List.of(
            "$.linux.seccomp.defaultAction: SCMP_ACT_NOTIFY would hold up the calls of the start"
                + " itself",
            "$.linux.seccomp.listenerPath: missing: SCMP_ACT_NOTIFY needs a listener"),
        problems(plain.withLinux(plain.linux().orElseThrow().withSeccomp(seccomp))));
  }

  @Test
  void namesEveryProblemAtOnce() {
    Spec plain = Specs.runc("sh");
    Spec spec =
        plain
            .withProcess(
                plain
                    .process()
                    .orElseThrow()
                    .withCwd("srv")
                    .withTerminal(true)
                    .withApparmorProfile("docker-default"))
            .withMounts(
                List.of(
                    Mount.of("/data", "bind", "/srv", List.of("bind", "sync", "size=3")),
                    Mount.of("/tmp", "tmpfs", "tmpfs", List.of("copy-symlink"))))
            .withLinux(
                plain
                    .linux()
                    .orElseThrow()
                    .withNamespaces(List.of(Namespace.joined(NamespaceType.USER, "/x")))
                    .withUidMappings(List.of(IdMapping.of(0, 1, 1)))
                    .withSysctl(Map.of("vm.swappiness", "1")));
    assertEquals(
        List.of(
            "$.process.cwd: not an absolute path",
            "$.process.terminal: true, but the standard streams were asked to be something else",
            "$.process.apparmorProfile: AppArmor is not enabled in this kernel",
            "$.mounts[0].options: \"sync\" cannot be set on a bind mount",
            "$.mounts[0].options: \"size=3\" is no option of a bind mount",
            "$.mounts[1].options: \"copy-symlink\" is for a bind mount",
            "$.linux.namespaces: no mount namespace: its mounts would be the host's; add {\"type\": \"mount\"}",
            "$.hostname: needs a uts namespace, or it would be the host's",
            "$.linux.sysctl[\"vm.swappiness\"]: belongs to no namespace that the container has of"
                + " its own"),
        problems(spec));
  }

  @Test
  void refusesWhatTheMachineHasNot() {
    Spec spec =
        Specs.patched(
            Specs.runc("sh"),
            "{'linux':{'intelRdt':{'closID':'gold'},'personality':{'domain':'LINUX',"
                + "'flags':['ADDR_NO_RANDOMIZE','SOME_OTHER']}}}");
    List<String> problems = problems(spec);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("$.linux.intelRdt: resctrl is not mounted"));
    assertTrue(
        problems.get(1).startsWith("$.linux.personality.flags: \"SOME_OTHER\" is none of ADDR_"));
  }

  @Test
  void refusesAMountOnTheRootItself() {
    Spec spec = Specs.runc("sh").withMounts(List.of(Mount.of("/", "tmpfs", "tmpfs", List.of())));
    assertEquals(List.of("$.mounts[0].destination: the root itself"), problems(spec));
  }
}
