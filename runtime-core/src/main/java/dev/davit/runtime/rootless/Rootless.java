package dev.davit.runtime.rootless;

import dev.davit.linux.Architecture;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.asm.StaticElf;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.UserNamespace;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.StepException;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Davit as an ordinary user. The process makes itself into the same Java program once more, as root
 * in a user namespace: there it may mount, and its files may have other owners.
 */
public final class Rootless {

  /** Set in the second run: the user outside. */
  public static final String VARIABLE = "DAVIT_USER_NAMESPACE";

  private static final Path SELF = Path.of("/proc/self");

  private Rootless() {}

  /** Whether this is the second run. */
  public static boolean entered() {
    return System.getenv(VARIABLE) != null;
  }

  /** The user that this process acts as, without any native library. */
  public static int effectiveUid() {
    try {
      return (Integer) Files.getAttribute(SELF, "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where an ordinary user's images and writable layers are (XDG Base Directory Specification).
   *
   * @param environment of the process
   */
  public static Path dataRoot(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    return data.startsWith("/")
        ? Path.of(data, "davit")
        : Path.of(home.startsWith("/") ? home : "/", ".local/share/davit");
  }

  /** Where an ordinary user's run state is: on a tmpfs of its own if there is one. */
  public static Path stateRoot(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return runtime.startsWith("/")
        ? Path.of(runtime, "davit")
        : dataRoot(environment).resolve("run");
  }

  /**
   * Runs this Java program again, from its beginning, as root in a user namespace. If that
   * succeeds, this does not return.
   *
   * @param stateRoot whose running containers' namespace is joined
   * @throws StepException if it cannot be done, before anything was
   */
  public static void enter(Path stateRoot) {
    enter(stateRoot, command(), List.of());
  }

  /**
   * The same for a container: beside those whose namespaces it is to join.
   *
   * @throws StepException if it cannot be done, or there is no such namespace
   */
  public static void enterFor(Spec spec) {
    try {
      enter(Optional.empty(), Neighbours.around(spec), command(), List.of());
    } catch (ErrnoException e) {
      throw StepException.ofCall("rootless", "find the namespaces", e);
    }
  }

  /**
   * Executes a program in the same way.
   *
   * @param command the path of the program
   * @param arguments with the program's name; none for those that this one has
   */
  public static void enter(Path stateRoot, Path command, List<String> arguments) {
    enter(living(stateRoot), Optional.empty(), command, arguments);
  }

  private static void enter(
      Optional<Integer> join, Optional<Fd> namespace, Path command, List<String> arguments) {
    RootlessUser user = RootlessUser.probe(Processes.effectiveUid(), Processes.effectiveGid());
    if (user.forbidden().isPresent()) {
      throw StepException.of("rootless", user.forbidden().get());
    }
    if (entered() || !UserNamespace.isInitial() && Processes.effectiveUid() == 0) {
      throw StepException.of("rootless", "already in a user namespace, and not as its root");
    }
    List<String> words = arguments.isEmpty() ? strings("cmdline") : arguments;
    List<String> environment = new ArrayList<>(strings("environ"));
    environment.add(VARIABLE + "=" + Integer.toUnsignedString(user.uid()));
    try (Fd elf =
        MemoryFile.sealedProgram(
            "davit",
            StaticElf.compile(
                EnterProgram.of(
                    user, Processes.pid(), join, namespace, command, words, environment),
                Architecture.host()))) {
      if (namespace.isPresent()) {
        Descriptors.keepOnExec(namespace.get());
      }
      Spawn.program(elf, "davit").replaceThisProcess();
    } catch (ErrnoException e) {
      throw StepException.ofCall("rootless", "enter a user namespace", e);
    }
  }

  private static Path command() {
    try {
      return SELF.resolve("exe").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The strings of a file in which each ends with a zero byte. */
  private static List<String> strings(String file) {
    try {
      String text = Files.readString(SELF.resolve(file), StandardCharsets.ISO_8859_1);
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      String decoded = new String(bytes, StandardCharsets.UTF_8);
      if (decoded.isEmpty()) {
        return List.of();
      }
      return Arrays.asList(decoded.substring(0, decoded.length() - 1).split("\0", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A supervisor that lives: it is in the user namespace of its containers' parent. */
  private static Optional<Integer> living(Path stateRoot) {
    if (!Files.isDirectory(stateRoot)) {
      return Optional.empty();
    }
    try {
      StateDirectory states = StateDirectory.open(stateRoot, StateDirectory.Durability.MEMORY);
      for (StateEntry entry : states.list()) {
        if (entry instanceof StateEntry.Known
            && states.observe(entry.id()) instanceof ContainerState.Running running) {
          Optional<ProcessIdentity> supervisor =
              running.supervisor().filter(ProcessIdentity::isAlive);
          if (supervisor.isPresent()) {
            return Optional.of(supervisor.get().pid());
          }
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      // what is wrong there is for the second run to say
      return Optional.empty();
    }
  }
}
