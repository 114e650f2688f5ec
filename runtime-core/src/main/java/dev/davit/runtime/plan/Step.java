package dev.davit.runtime.plan;

/**
 * One step of a start, done by the generated program: by the supervisor or, after the clone, by the
 * container's init.
 *
 * <p>A step is a value; what it does is said once, by its lowering, and printed from that.
 */
public sealed interface Step
    permits SupervisorStep,
        NamespaceStep,
        NetworkStep,
        FilesystemStep,
        ProcStep,
        RootStep,
        RemountStep,
        ProtectionStep,
        RestoreStep,
        DeviceStep,
        IdentityStep,
        JoinStep,
        LandlockStep,
        CreatedStep,
        ExecStep {

  /** What it does, for people, such as {@code mount proc on /proc}. */
  String title();

  /** Adds its system calls to the program. */
  void lower(Lowering to);
}
