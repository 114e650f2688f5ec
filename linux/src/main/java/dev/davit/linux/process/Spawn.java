package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.jnr.SpawnCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to be started by posix_spawn(3), which unlike fork costs the same whatever the size of
 * the heap.
 *
 * <p>The child has no signal blocked and every signal at its default. It gets the descriptors that
 * it is given here, and those of this process that are not close-on-exec. All of this library's
 * are, but those of the JVM's jar files are not: a program that does not close what it was not
 * given needs {@link #closeOthers}. Somebody has to wait for the child, see {@link Wait}.
 */
public final class Spawn {
  private final byte[] program;
  private final List<byte[]> arguments = new ArrayList<>();
  private final List<byte[]> environment = new ArrayList<>();
  private final List<Integer> duplicates = new ArrayList<>();
  private Optional<byte[]> directory = Optional.empty();
  private boolean closeOthers;
  private boolean session;

  private Spawn(byte[] program, String name) {
    this.program = program;
    arguments.add(RawName.of(name));
  }

  /** A program by its path, which is also its {@code argv[0]}; PATH is not searched. */
  public static Spawn program(String path) {
    return new Spawn(RawName.of(path), path);
  }

  /**
   * A program by its path, with another name than that.
   *
   * @param name its {@code argv[0]}
   */
  public static Spawn program(String path, String name) {
    return new Spawn(RawName.of(path), name);
  }

  /**
   * A program by an open descriptor, which may be close-on-exec, such as a memory file. Needs
   * /proc.
   *
   * @param name its {@code argv[0]}
   */
  public static Spawn program(Fd program, String name) {
    return new Spawn(RawName.of(program.procPath()), name);
  }

  /** Adds arguments. */
  public Spawn arguments(List<String> more) {
    for (String argument : more) {
      arguments.add(RawName.of(argument));
    }
    return this;
  }

  /** Adds environment variables; the child inherits none of this process. */
  public Spawn environment(Map<String, String> variables) {
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      environment.add(RawName.of(variable.getKey() + "=" + variable.getValue()));
    }
    return this;
  }

  /** Gives a descriptor to the child under its own number. */
  public Spawn pass(Fd fd) {
    return pass(fd, fd.number());
  }

  /**
   * Gives a descriptor to the child under a number. This happens in the order of these calls, so
   * that a number which is taken must not be the source of a later one.
   */
  public Spawn pass(Fd fd, int number) {
    for (int i = 1; i < duplicates.size(); i += 2) {
      if (duplicates.get(i) == fd.number() && duplicates.get(i - 1) != fd.number()) {
        throw new IllegalArgumentException(
            "file descriptor " + fd.number() + ": already replaced by another one in the child");
      }
    }
    duplicates.add(fd.number());
    duplicates.add(number);
    return this;
  }

  /**
   * Closes all descriptors above 2 that are not passed. Not for a program that is itself given by
   * descriptor.
   */
  public Spawn closeOthers() {
    closeOthers = true;
    return this;
  }

  /** Sets the working directory, otherwise that of this process. */
  public Spawn directory(String path) {
    directory = Optional.of(RawName.of(path));
    return this;
  }

  /** Makes the child the leader of a new session. */
  public Spawn newSession() {
    session = true;
    return this;
  }

  /**
   * Starts it.
   *
   * @return its process id
   * @throws ErrnoException of whatever failed up to exec, such as ENOENT for a missing program or
   *     EBADF for a descriptor
   */
  public int start() throws ErrnoException {
    // no stream and no lambda here: their first use costs a new JVM more than the start itself
    int[] pairs = new int[duplicates.size()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = duplicates.get(i);
    }
    long result =
        SpawnCall.spawn(program, directory, pairs, closeOthers, arguments, environment, session);
    if (result < 0) {
      throw CallText.of("posix_spawn")
          .string(program)
          .raw("[" + printArguments() + "]")
          .failed(result);
    }
    return (int) result;
  }

  /**
   * Makes it out of this process instead of starting a new one: execve(2). The virtual machine is
   * gone then, with no hook run and no stream flushed; of what is set here, only arguments and
   * environment count.
   *
   * @throws ErrnoException if it cannot be executed; nothing has changed then
   */
  public void replaceThisProcess() throws ErrnoException {
    long result = SpawnCall.execute(program, arguments, environment);
    throw CallText.of("execve").string(program).raw("[" + printArguments() + "]").failed(result);
  }

  private String printArguments() {
    CallText text = CallText.of("");
    arguments.forEach(text::string);
    String all = text.toString();
    return all.substring(1, all.length() - 1);
  }
}
