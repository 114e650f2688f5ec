package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Implied;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program of a container and everything that it inherits (runtime-spec 1.3.0, config.md,
 * "Process").
 *
 * @param terminal whether its standard streams are a pseudoterminal
 * @param consoleSize the first size of that terminal; ignored without one
 * @param user ids under which it runs
 * @param args argv; the first is the program, searched in the PATH of {@code env} when it has no
 *     slash
 * @param env environment as {@code NAME=value}
 * @param cwd working directory, absolute, in the container
 * @param capabilities the five capability sets
 * @param rlimits resource limits; each type once
 * @param noNewPrivileges whether execve may not grant privileges (PR_SET_NO_NEW_PRIVS)
 * @param apparmorProfile AppArmor profile, loaded by name
 * @param oomScoreAdj value for {@code /proc/self/oom_score_adj}, -1000 to 1000
 * @param scheduler scheduling policy, see sched_setattr(2)
 * @param selinuxLabel SELinux label of the process
 * @param ioPriority I/O priority, see ioprio_set(2)
 * @param execCPUAffinity CPU affinity of an additional process in the container
 * @param unknown fields that this version does not know, kept and written back
 */
public record Process(
    boolean terminal,
    Optional<ConsoleSize> consoleSize,
    @Implied("{}") User user,
    List<String> args,
    List<String> env,
    String cwd,
    Optional<Capabilities> capabilities,
    List<Rlimit> rlimits,
    boolean noNewPrivileges,
    Optional<String> apparmorProfile,
    Optional<Integer> oomScoreAdj,
    Optional<Scheduler> scheduler,
    Optional<String> selinuxLabel,
    Optional<IoPriority> ioPriority,
    Optional<ExecCpuAffinity> execCPUAffinity,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Process {
    args = List.copyOf(args);
    env = List.copyOf(env);
    rlimits = List.copyOf(rlimits);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static Process parse(String json) {
    return Json.parse(
        Process.class,
        "process",
        json,
        (value, problems) -> ProcessRules.check(value, "$", problems));
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }

  /** What is wrong with it, as {@link #parse} would say; empty when all is right. */
  public List<Problem> problems() {
    return Json.problems(
        Process.class, this, (value, problems) -> ProcessRules.check(value, "$", problems));
  }

  /**
   * Root with no capabilities field, no limits and no terminal.
   *
   * @param args argv
   */
  public static Process of(List<String> args, List<String> env, String cwd) {
    return new Process(
        false,
        Optional.empty(),
        User.root(),
        args,
        env,
        cwd,
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** A copy with another {@code terminal}. */
  public Process withTerminal(boolean terminal) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code consoleSize}. */
  public Process withConsoleSize(ConsoleSize consoleSize) {
    return new Process(
        terminal,
        Optional.of(consoleSize),
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code user}. */
  public Process withUser(User user) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code args}. */
  public Process withArgs(List<String> args) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code env}. */
  public Process withEnv(List<String> env) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code cwd}. */
  public Process withCwd(String cwd) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code capabilities}. */
  public Process withCapabilities(Capabilities capabilities) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        Optional.of(capabilities),
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code rlimits}. */
  public Process withRlimits(List<Rlimit> rlimits) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code noNewPrivileges}. */
  public Process withNoNewPrivileges(boolean noNewPrivileges) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code apparmorProfile}. */
  public Process withApparmorProfile(String apparmorProfile) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        Optional.of(apparmorProfile),
        oomScoreAdj,
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code selinuxLabel}. */
  public Process withSelinuxLabel(String selinuxLabel) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        oomScoreAdj,
        scheduler,
        Optional.of(selinuxLabel),
        ioPriority,
        execCPUAffinity,
        unknown);
  }

  /** A copy with another {@code oomScoreAdj}. */
  public Process withOomScoreAdj(int oomScoreAdj) {
    return new Process(
        terminal,
        consoleSize,
        user,
        args,
        env,
        cwd,
        capabilities,
        rlimits,
        noNewPrivileges,
        apparmorProfile,
        Optional.of(oomScoreAdj),
        scheduler,
        selinuxLabel,
        ioPriority,
        execCPUAffinity,
        unknown);
  }
}
