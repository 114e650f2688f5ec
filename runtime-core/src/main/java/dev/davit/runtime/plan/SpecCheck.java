package dev.davit.runtime.plan;

import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Personality;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.SchedulerPolicy;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.seccomp.SeccompPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a configuration that asks for something that cannot be done, or that this runtime does
 * not do: nothing that was asked for is left out in silence.
 */
final class SpecCheck {

  private final List<Problem> problems = new ArrayList<>();

  private final Host host;

  private SpecCheck(Host host) {
    this.host = host;
  }

  /**
   * Looks for everything that is wrong.
   *
   * @throws SpecException with all of it
   */
  static void check(ContainerRequest request, Host host) {
    List<Problem> problems = problems(request.spec(), request.stdio(), host);
    Linux linux = request.spec().linux().orElse(Linux.empty());
    boolean own =
        linux.namespace(NamespaceType.NETWORK).filter(n -> n.path().isEmpty()).isPresent();
    if (request.network().isPresent() && !(own && linux.namespace(NamespaceType.USER).isEmpty())) {
      problems.add(
          new Problem(
              "$.linux.namespaces",
              request.network().get().name()
                  + " needs a new network namespace, and no user namespace but the runtime's"));
    }
    if (!problems.isEmpty()) {
      throw new SpecException("config", problems);
    }
  }

  /** Everything that is wrong with a configuration. */
  static List<Problem> problems(Spec spec, Stdio stdio, Host host) {
    SpecCheck check = new SpecCheck(host);
    Linux linux = spec.linux().orElse(Linux.empty());
    check.process(spec.process(), stdio);
    check.problems.addAll(mountProblems(spec.mounts(), linux, host));
    check.namespaces(spec, linux);
    check.linux(linux);
    check.cgroup(linux);
    check.problems.addAll(SysctlNames.problems(linux));
    check.problems.addAll(Landlock.problems(spec.annotations()));
    return check.problems;
  }

  /**
   * Looks for everything that is wrong with a process that joins a container.
   *
   * @throws SpecException with all of it
   */
  static void checkProcess(Process process, Host host) {
    SpecCheck check = new SpecCheck(host);
    // what its streams are is not the configuration's to say
    check.process(Optional.of(process.withTerminal(false)), Stdio.none());
    process
        .execCPUAffinity()
        .ifPresent(
            affinity -> {
              affinity.initial().ifPresent(list -> check.processors("initial", list));
              affinity.finalAffinity().ifPresent(list -> check.processors("final", list));
            });
    if (!check.problems.isEmpty()) {
      throw new SpecException("process", check.problems);
    }
  }

  /** Everything that is wrong with mounts. */
  static List<Problem> mountProblems(List<Mount> mounts, Linux linux, Host host) {
    SpecCheck check = new SpecCheck(host);
    for (int i = 0; i < mounts.size(); i++) {
      check.mount("$.mounts[" + i + "]", mounts.get(i), linux);
    }
    return check.problems;
  }

  private void processors(String field, String list) {
    try {
      ProcessorList.parse(list);
    } catch (IllegalArgumentException e) {
      refuse(true, "$.process.execCPUAffinity." + field, e.getMessage());
    }
  }

  private void refuse(boolean present, String path, String message) {
    if (present) {
      problems.add(new Problem(path, message));
    }
  }

  private void process(Optional<Process> asked, Stdio stdio) {
    if (asked.isEmpty()) {
      refuse(true, "$.process", "missing: nothing to execute");
      return;
    }
    Process process = asked.get();
    refuse(process.args().isEmpty(), "$.process.args", "missing: nothing to execute");
    refuse(
        process.args().stream().findFirst().filter(String::isEmpty).isPresent(),
        "$.process.args[0]",
        "empty: nothing to execute");
    refuse(!process.cwd().startsWith("/"), "$.process.cwd", "not an absolute path");
    refuse(
        process.terminal() && !(stdio instanceof Stdio.Terminal),
        "$.process.terminal",
        "true, but the standard streams were asked to be something else");
    refuse(
        isSet(process.apparmorProfile()) && !host.apparmor(),
        "$.process.apparmorProfile",
        "AppArmor is not enabled in this kernel");
    refuse(
        isSet(process.selinuxLabel()) && !host.selinux(),
        "$.process.selinuxLabel",
        "SELinux is not enabled in this kernel");
    refuse(
        process.scheduler().filter(s -> s.policy() == SchedulerPolicy.SCHED_ISO).isPresent(),
        "$.process.scheduler.policy",
        "SCHED_ISO is no policy of Linux");
  }

  private static boolean isSet(Optional<String> value) {
    return value.filter(text -> !text.isEmpty()).isPresent();
  }

  private void cgroup(Linux linux) {
    try {
      CgroupPath.ofSpec(linux.cgroupsPath(), "any");
    } catch (IllegalArgumentException e) {
      refuse(true, "$.linux.cgroupsPath", e.getMessage());
    }
  }

  private void mount(String path, Mount mount, Linux linux) {
    MountOptions options = MountOptions.parse(mount.options());
    boolean bind = MountPlan.isBind(mount);
    refuse(mount.destination().equals("/"), path + ".destination", "the root itself");
    if (options.special().contains("remount")) {
      // of what is mounted there, only options are asked for
      List<String> others = new ArrayList<>(options.special());
      others.remove("remount");
      refuse(
          !others.isEmpty(),
          path + ".options",
          "\"remount\" cannot be had with " + others + " at once");
      refuse(
          !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty(),
          path + ".options",
          "\"remount\" cannot change the ids of a mount");
      return;
    }
    refuse(bind && mount.source().isEmpty(), path + ".source", "missing in a bind mount");
    refuse(!bind && mount.type().isEmpty(), path + ".type", "missing: it is no bind mount either");
    refuse(
        !bind && options.special().contains("copy-symlink"),
        path + ".options",
        "\"copy-symlink\" is for a bind mount");
    boolean own = !mount.uidMappings().isEmpty() && !mount.gidMappings().isEmpty();
    options.shownIds().ifPresent(text -> shownIds(path + ".options", text, linux));
    boolean mapped = options.special().contains("idmap") || options.special().contains("ridmap");
    refuse(
        !own && (!mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty()),
        path + ".uidMappings",
        "an id-mapped mount needs mappings of user and group ids");
    refuse(
        mapped
            && !own
            && options.shownIds().isEmpty()
            && linux.namespace(NamespaceType.USER).isEmpty(),
        path + ".options",
        "\"idmap\" needs mappings of its own, or a user namespace");
    boolean copied = options.special().contains("tmpcopyup");
    refuse(
        copied && (bind || !mount.type().filter("tmpfs"::equals).isPresent()),
        path + ".options",
        "\"tmpcopyup\" is for a tmpfs");
    refuse(
        copied && (mapped || own),
        path + ".options",
        "\"tmpcopyup\" cannot be had with other ids at once");
    refuse(
        !bind && options.special().contains("src-nofollow"),
        path + ".options",
        "\"src-nofollow\" is for a bind mount");
    for (String option : options.superblock()) {
      refuse(bind, path + ".options", "\"" + option + "\" cannot be set on a bind mount");
    }
    for (String option : options.data()) {
      refuse(bind, path + ".options", "\"" + option + "\" is no option of a bind mount");
      // fsconfig(2): a string has at most 255 bytes
      refuse(option.length() > 255, path + ".options", "longer than 255 bytes: " + option);
    }
  }

  private void shownIds(String path, String text, Linux linux) {
    try {
      ShownIds.parse(text, linux, false);
    } catch (IllegalArgumentException e) {
      refuse(true, path, e.getMessage());
    }
  }

  private void namespaces(Spec spec, Linux linux) {
    Optional<Namespace> mount = Optional.empty();
    boolean uts = false;
    boolean time = false;
    for (int i = 0; i < linux.namespaces().size(); i++) {
      Namespace namespace = linux.namespaces().get(i);
      String path = "$.linux.namespaces[" + i + "].path";
      if (namespace.type() == NamespaceType.MOUNT) {
        mount = Optional.of(namespace);
      }
      uts |= namespace.type() == NamespaceType.UTS;
      time |= namespace.type() == NamespaceType.TIME && namespace.path().isEmpty();
    }
    refuse(
        mount.isEmpty(),
        "$.linux.namespaces",
        "no mount namespace: its mounts would be the host's; add {\"type\": \"mount\"}");
    String needsUts = "needs a uts namespace, or it would be the host's";
    refuse(spec.hostname().isPresent() && !uts, "$.hostname", needsUts);
    refuse(spec.domainname().isPresent() && !uts, "$.domainname", needsUts);
    refuse(
        !linux.timeOffsets().isEmpty() && !time,
        "$.linux.timeOffsets",
        "needs a new time namespace");
  }

  private void linux(Linux linux) {
    boolean user =
        linux.namespaces().stream().anyMatch(entry -> entry.type() == NamespaceType.USER);
    boolean mappings = !linux.uidMappings().isEmpty() || !linux.gidMappings().isEmpty();
    refuse(mappings && !user, "$.linux.uidMappings", "needs a user namespace");
    boolean made =
        linux
            .namespace(NamespaceType.USER)
            .filter(namespace -> namespace.path().isEmpty())
            .isPresent();
    refuse(
        made && (linux.uidMappings().isEmpty() || linux.gidMappings().isEmpty()),
        "$.linux.uidMappings",
        "a new user namespace needs mappings of user and group ids");
    linux.seccomp().ifPresent(this::seccomp);
    netDevices(linux);
    refuse(
        linux.intelRdt().isPresent() && host.resctrl().isEmpty(),
        "$.linux.intelRdt",
        "resctrl is not mounted, or this machine has no resource control: mount -t resctrl resctrl"
            + " /sys/fs/resctrl");
    refuse(
        isSet(linux.mountLabel()) && !host.selinux(),
        "$.linux.mountLabel",
        "SELinux is not enabled in this kernel");
    linux.personality().map(Personality::flags).orElse(List.of()).stream()
        .filter(flag -> !PersonalityFlags.isKnown(flag))
        .forEach(
            flag ->
                refuse(
                    true,
                    "$.linux.personality.flags",
                    "\"" + flag + "\" is none of " + PersonalityFlags.names()));
  }

  private void netDevices(Linux linux) {
    refuse(
        !linux.netDevices().isEmpty() && linux.namespace(NamespaceType.NETWORK).isEmpty(),
        "$.linux.netDevices",
        "unable to move network devices without a NET namespace");
  }

  private void seccomp(Seccomp seccomp) {
    refuse(
        seccomp.defaultAction() == SeccompAction.SCMP_ACT_NOTIFY,
        "$.linux.seccomp.defaultAction",
        "SCMP_ACT_NOTIFY would hold up the calls of the start itself");
    refuse(
        SeccompPolicy.notifies(seccomp) && seccomp.listenerPath().isEmpty(),
        "$.linux.seccomp.listenerPath",
        "missing: SCMP_ACT_NOTIFY needs a listener");
  }
}
