package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.rootless.Rootless;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateEntry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One call of the command.
 *
 * @param root where containers are recorded
 * @param manager who makes the cgroup of a new container
 * @param options what the verb was told
 * @param out for what was asked for
 * @param log for errors and warnings
 */
record Invocation(Path root, CgroupManager manager, Options options, PrintStream out, Log log) {

  /** Where containers are recorded if nothing else is said. */
  static final Path DEFAULT_ROOT = Path.of("/run/davit-oci");

  /** Where that is for this user: an ordinary one has a place of its own, as with runc. */
  static Path defaultRoot() {
    String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "");
    boolean own = runtime.startsWith("/") && (Rootless.entered() || Rootless.effectiveUid() != 0);
    return own ? Path.of(runtime, "davit-oci") : DEFAULT_ROOT;
  }

  /**
   * The container that the verb is about.
   *
   * @throws CommandFailure if there is no such argument, or it is no container id
   */
  ContainerId id() {
    return id(options.arguments());
  }

  /** The container that the first of the words names. */
  static ContainerId id(List<String> arguments) {
    if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
      throw new CommandFailure("container id cannot be empty");
    }
    try {
      return new ContainerId(arguments.get(0));
    } catch (IllegalArgumentException e) {
      boolean tooLong = arguments.get(0).length() > ContainerId.MAX_LENGTH;
      String what = tooLong ? "" : "invalid character in container ID: ";
      throw new CommandFailure("invalid id format: " + what + e.getMessage());
    }
  }

  /**
   * The containers whose ids have a match of {@code --regex}.
   *
   * @throws CommandFailure if it is no regular expression
   */
  List<ContainerId> matching(String expression) {
    try {
      Pattern pattern = Pattern.compile(expression);
      return states().list().stream()
          .map(StateEntry::id)
          .filter(id -> pattern.matcher(id.value()).find())
          .toList();
    } catch (PatternSyntaxException e) {
      throw new CommandFailure("--regex: \"" + expression + "\": " + e.getDescription());
    }
  }

  /** Refuses arguments that the verb has no use for. */
  void atMost(int arguments) {
    if (options.arguments().size() > arguments) {
      throw new CommandFailure(
          "takes at most "
              + arguments
              + " arguments, and not "
              + String.join(" ", options.arguments()));
    }
  }

  /** Whether {@code --systemd-cgroup} was given, or the same as crun has it. */
  boolean systemdCgroup() {
    return manager == CgroupManager.SYSTEMD;
  }

  /** The runtime; to be closed. */
  Runtime runtime() {
    return manager == CgroupManager.DISABLED
        ? Runtime.open(root, HostProbe.host().withCgroups(CgroupLayout.none()))
        : Runtime.open(root);
  }

  /** The states alone: reading them needs no look at the machine. */
  StateDirectory states() {
    return StateDirectory.open(root, StateDirectory.Durability.MEMORY);
  }
}
