package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The process that {@code exec} is to execute: a file, or the container's with changes. */
final class ExecProcess {

  private static final long MAX_ID = 0xffff_fffeL;

  private final Options options;

  ExecProcess(Options options) {
    this.options = options;
  }

  /**
   * Makes it.
   *
   * @param container the process of the container's configuration
   * @param warning hears of what is asked for and cannot be had
   */
  Process process(Optional<Process> container, Consumer<String> warning) {
    Optional<String> file = options.last("process");
    Process process = file.isPresent() ? read(file.get()) : changed(container);
    if (process.args().isEmpty()) {
      throw new CommandFailure("args must not be empty: exec needs a command");
    }
    process = process.withEnv(PassedDescriptors.environment(process.env()));
    return AmbientCapabilities.raisable(process, warning);
  }

  private static Process read(String file) {
    try {
      return Process.parse(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + IoFailure.reason(e));
    }
  }

  private Process changed(Optional<Process> container) {
    List<String> command = ExecVerb.command(options);
    Process process =
        container
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "the container's configuration is not known here: use --process"))
            .withArgs(command)
            .withTerminal(options.has("tty"));
    List<String> env = new ArrayList<>(process.env());
    env.addAll(options.all("env"));
    process = process.withEnv(env);
    if (options.last("cwd").isPresent()) {
      process = process.withCwd(options.last("cwd").get());
    }
    if (options.has("no-new-privs")) {
      process = process.withNoNewPrivileges(true);
    }
    if (options.last("apparmor").isPresent()) {
      process = process.withApparmorProfile(options.last("apparmor").get());
    }
    if (options.last("process-label").isPresent()) {
      process = process.withSelinuxLabel(options.last("process-label").get());
    }
    process = withUser(process);
    return process.withCapabilities(capabilities(process));
  }

  private Process withUser(Process process) {
    User user = process.user();
    Optional<String> asked = options.last("user");
    if (asked.isPresent()) {
      String[] ids = asked.get().split(":", 2);
      user = user.withUid(id(ids[0]));
      if (ids.length > 1) {
        user = user.withGid(id(ids[1]));
      }
      if (process.env().stream().anyMatch(variable -> variable.startsWith("HOME="))) {
        // it is that of another user
        process =
            process.withEnv(
                process.env().stream().filter(text -> !text.startsWith("HOME=")).toList());
      }
    }
    List<Long> groups = new ArrayList<>(user.additionalGids());
    for (String all : options.all("additional-gids")) {
      for (String one : all.split(",")) {
        groups.add(id(one));
      }
    }
    return process.withUser(user.withAdditionalGids(groups));
  }

  /** A number and nothing else: what is not understood must not become root (CVE-2026-30892). */
  private static long id(String text) {
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MAX_ID) {
      throw new CommandFailure("user or group \"" + text + "\": not a number of 0 to " + MAX_ID);
    }
    return Long.parseLong(text);
  }

  private Capabilities capabilities(Process process) {
    Capabilities own = process.capabilities().orElse(Capabilities.empty());
    List<String> more = options.all("cap");
    return new Capabilities(
        with(own.bounding(), more),
        with(own.effective(), more),
        own.inheritable(),
        with(own.permitted(), more),
        with(own.ambient(), more.stream().filter(own.inheritable()::contains).toList()),
        Map.of());
  }

  private static List<String> with(List<String> set, List<String> more) {
    List<String> all = new ArrayList<>(set);
    more.stream().filter(name -> !all.contains(name)).forEach(all::add);
    return all;
  }
}
