package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.Stdio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what one more process of a container that runs shall be. What is not said is as it was
 * for the container's first process: environment, working directory, user and rights. Every method
 * but {@link #start()} only remembers. The words are those of {@code davit exec}.
 *
 * <pre>{@code
 * try (ExecSession session = davit.handle("web").exec("cat", "/etc/hostname").start()) {
 *   System.out.print(new String(session.stdout().readAllBytes()));
 *   System.out.println("exit code " + session.waitFor().code());
 * }
 * }</pre>
 */
public final class ExecBuilder {

  private final ContainerHandle container;
  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Optional<String> workingDirectory = Optional.empty();
  private Optional<String> user = Optional.empty();
  private Stdio stdio = Stdio.pipes();

  ExecBuilder(ContainerHandle container, List<String> command) {
    this.container = container;
    this.command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new OptionException("command", "none given: write it after the container");
    }
    if (command.get(0).isEmpty()) {
      throw new OptionException("command", "the program's name is empty");
    }
  }

  /**
   * Sets an environment variable.
   *
   * @throws OptionException if the name is empty or has an equals sign
   */
  public ExecBuilder env(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new OptionException("env", "\"" + name + "\": not the name of a variable");
    }
    environment.put(name, value);
    return this;
  }

  /**
   * The working directory, which has to exist.
   *
   * @throws OptionException if it is not absolute
   */
  public ExecBuilder workdir(String directory) {
    if (!directory.startsWith("/")) {
      throw new OptionException(
          "workdir", "\"" + directory + "\": not an absolute path in the container");
    }
    workingDirectory = Optional.of(directory);
    return this;
  }

  /** {@code USER[:GROUP]}, by the names of the container's own files or by number. */
  public ExecBuilder user(String user) {
    this.user = Optional.of(user);
    return this;
  }

  /** What its standard input, output and error are; by default pipes. */
  public ExecBuilder stdio(Stdio stdio) {
    this.stdio = stdio;
    return this;
  }

  /**
   * Executes it. When this returns, the program has been executed; it is a child of this JVM.
   *
   * @throws ContainerException if the container does not run, is paused, or was not started by
   *     {@link ContainerBuilder}
   * @throws dev.davit.oci.DavitException if it cannot be executed; nothing of it is left
   */
  public ExecSession start() {
    ProcessDefaults defaults = container.processDefaults();
    if (container.isPaused()) {
      throw new ContainerException(
          Reason.PAUSED,
          "container " + container.name() + ": paused: let it go on first: davit unpause");
    }
    ExecRequest request =
        ExecRequest.of(process(defaults), stdio).withUser(user.orElse(defaults.user()));
    return container.execute(request);
  }

  /** The process, its user's numbers excepted, which the container's files tell. */
  Process process(ProcessDefaults defaults) {
    boolean terminal = stdio instanceof Stdio.Terminal;
    return Process.of(command, environment(defaults, terminal), directory(defaults))
        .withTerminal(terminal)
        .withCapabilities(Capabilities.of(defaults.capabilities()))
        .withNoNewPrivileges(defaults.noNewPrivileges());
  }

  private String directory(ProcessDefaults defaults) {
    return workingDirectory.orElse(defaults.workingDirectory());
  }

  /** Each variable once, at its first place. */
  private List<String> environment(ProcessDefaults defaults, boolean terminal) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String entry : defaults.environment()) {
      int equals = entry.indexOf('=');
      all.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    if (terminal) {
      all.putIfAbsent("TERM", "xterm");
    }
    all.putAll(environment);
    List<String> entries = new ArrayList<>();
    all.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }
}
