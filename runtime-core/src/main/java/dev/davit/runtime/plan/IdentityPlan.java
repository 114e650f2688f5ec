package dev.davit.runtime.plan;

import dev.davit.linux.Capability;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Rlimit;
import dev.davit.oci.runtime.User;
import dev.davit.runtime.host.Host;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The steps in which init gives up its rights and becomes the user of the configuration. */
final class IdentityPlan {

  /** The annotation by which crun keeps the groups of who starts a container. */
  static final String KEEP_GROUPS = "run.oci.keep_original_groups";

  private static final int DEFAULT_UMASK = 022;

  private final Host host;
  private final boolean userNamespace;
  private final boolean keepsGroups;
  final List<String> warnings = new ArrayList<>();

  IdentityPlan(Host host, boolean userNamespace) {
    this(host, userNamespace, false);
  }

  /**
   * For one that may keep the groups of who starts it.
   *
   * @param keepsGroups whether it does, whatever the configuration says of groups
   */
  IdentityPlan(Host host, boolean userNamespace, boolean keepsGroups) {
    this.host = host;
    this.userNamespace = userNamespace;
    this.keepsGroups = keepsGroups;
  }

  boolean keepsGroups() {
    return keepsGroups;
  }

  /** Whether a configuration asks for that. */
  static boolean keepsGroups(Map<String, String> annotations) {
    return "1".equals(annotations.get(KEEP_GROUPS));
  }

  /** The execution domain, if it is not the one that every process has. */
  static List<Step> personality(Linux linux) {
    return linux
        .personality()
        .map(PersonalityFlags::number)
        .filter(number -> number != 0)
        .<List<Step>>map(number -> List.of(new IdentityStep.SetPersonality(number)))
        .orElse(List.of());
  }

  List<Step> steps(
      Process process,
      Linux linux,
      Map<String, String> annotations,
      Optional<byte[]> filter,
      int filterFlags,
      boolean listened) {
    List<Step> steps = new ArrayList<>();
    Optional<Landlock> landlock = Landlock.of(annotations);
    landlock.ifPresent(rules -> steps.add(new LandlockStep.MakeRuleset(rules)));
    process.scheduler().ifPresent(scheduler -> steps.add(new IdentityStep.SetScheduler(scheduler)));
    linux
        .memoryPolicy()
        .filter(policy -> policy.mode().isPresent())
        .ifPresent(policy -> steps.add(new IdentityStep.SetMemoryPolicy(policy)));
    process
        .ioPriority()
        .ifPresent(
            io ->
                steps.add(
                    new IdentityStep.SetIoPriority(io.ioClass().ordinal() + 1, io.priority())));
    for (Rlimit limit : process.rlimits()) {
      steps.add(
          new IdentityStep.SetLimit(
              limit.type().ordinal(), limit.type().name(), limit.soft(), limit.hard()));
    }
    Capabilities asked = process.capabilities().orElse(Capabilities.empty());
    Set<Capability> bounding = granted("bounding", asked.bounding());
    Set<Capability> permitted = granted("permitted", asked.permitted());
    Set<Capability> effective = granted("effective", asked.effective());
    Set<Capability> inheritable = granted("inheritable", asked.inheritable());
    Set<Capability> ambient = raisable(granted("ambient", asked.ambient()), permitted, inheritable);
    steps.add(new IdentityStep.DropBounding(EnumSet.complementOf(EnumSet.copyOf(bounding))));
    Optional<Step> filtering =
        filter
            .map(IdentityStep.Filter::new)
            .map(
                code ->
                    listened
                        ? new IdentityStep.FilterForListener(code, filterFlags)
                        : new IdentityStep.FilterCalls(code, filterFlags));
    User user = process.user();
    steps.add(new IdentityStep.SetUmask(user.umask().orElse((long) DEFAULT_UMASK).intValue()));
    // without no_new_privs a filter needs CAP_SYS_ADMIN, which is gone after the next steps, all of
    // which it has to let pass
    if (!process.noNewPrivileges()) {
      landlock.ifPresent(rules -> steps.add(new LandlockStep.Restrict()));
      filtering.ifPresent(steps::add);
    }
    steps.add(
        new IdentityStep.BecomeUser(
            user.uid(),
            user.gid(),
            Optional.of(user.additionalGids()).filter(groups -> !keepsGroups),
            user.uid() != 0,
            host.keepsGroups()));
    steps.add(new IdentityStep.SetCapabilities(effective, permitted, inheritable, ambient));
    if (process.noNewPrivileges()) {
      steps.add(new IdentityStep.NoNewPrivileges());
      landlock.ifPresent(rules -> steps.add(new LandlockStep.Restrict()));
      filtering.ifPresent(steps::add);
    }
    return steps;
  }

  /**
   * The kernel raises an ambient capability only where it is permitted and inheritable
   * (capabilities(7)). Configurations ask for more: that of runc spec has no inheritable set since
   * CVE-2022-29162, and an ambient one still.
   */
  private Set<Capability> raisable(
      Set<Capability> ambient, Set<Capability> permitted, Set<Capability> inheritable) {
    Set<Capability> raisable = EnumSet.noneOf(Capability.class);
    for (Capability capability : ambient) {
      if (permitted.contains(capability) && inheritable.contains(capability)) {
        raisable.add(capability);
      } else {
        warnings.add(
            "$.process.capabilities.ambient: "
                + capability.capName()
                + ": not both permitted and inheritable");
      }
    }
    return raisable;
  }

  /** What of it can be had: the rest is a warning and no error (runtime-spec, config). */
  private Set<Capability> granted(String set, List<String> names) {
    Set<Capability> granted = EnumSet.noneOf(Capability.class);
    for (String name : names) {
      Optional<Capability> capability = Capability.find(name);
      if (capability.isEmpty()) {
        warnings.add("$.process.capabilities." + set + ": " + name + ": not known");
      } else if (!userNamespace && !host.hasCapability(capability.get())) {
        warnings.add(
            "$.process.capabilities." + set + ": " + name + ": not held by this process itself");
      } else {
        granted.add(capability.get());
      }
    }
    return granted;
  }
}
