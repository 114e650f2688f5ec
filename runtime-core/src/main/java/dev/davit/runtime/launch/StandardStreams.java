package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.runtime.Stdio;
import java.util.List;
import java.util.Optional;

/**
 * The standard streams of one container: what it gets, and what we keep.
 *
 * @param child its descriptors 0, 1 and 2
 * @param stdin the writing end of its input
 * @param stdout the reading end of its output
 * @param stderr the reading end of its errors
 * @param master the master of its terminal
 */
public record StandardStreams(
    List<Fd> child,
    Optional<Fd> stdin,
    Optional<Fd> stdout,
    Optional<Fd> stderr,
    Optional<Fd> master) {

  /** Copies the list. */
  public StandardStreams {
    child = List.copyOf(child);
  }

  /** Those that need no terminal; what is opened for the container goes into the set. */
  static StandardStreams open(Stdio stdio, DescriptorSet set) throws ErrnoException {
    if (stdio instanceof Stdio.Pipes) {
      return pipes(set);
    }
    if (stdio instanceof Stdio.Descriptors given) {
      return given(given.in(), given.out(), given.err());
    }
    if (stdio instanceof Stdio.Held held) {
      return given(held.in(), held.out(), held.err());
    }
    if (stdio instanceof Stdio.Null) {
      Fd nothing = set.own(Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR));
      return given(nothing, nothing, nothing);
    }
    return given(Fd.borrowing(0), Fd.borrowing(1), Fd.borrowing(2));
  }

  private static StandardStreams pipes(DescriptorSet set) throws ErrnoException {
    Pipe in = Pipe.open();
    set.own(in.readEnd());
    Pipe out = Pipe.open();
    set.own(out.writeEnd());
    Pipe err = Pipe.open();
    set.own(err.writeEnd());
    return new StandardStreams(
        List.of(in.readEnd(), out.writeEnd(), err.writeEnd()),
        Optional.of(in.writeEnd()),
        Optional.of(out.readEnd()),
        Optional.of(err.readEnd()),
        Optional.empty());
  }

  /** Those of a terminal; the slave goes into the set. */
  static StandardStreams of(PseudoTerminal terminal, DescriptorSet set) {
    Fd slave = set.own(terminal.slave());
    return new StandardStreams(
        List.of(slave, slave, slave),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(terminal.master()));
  }

  private static StandardStreams given(Fd in, Fd out, Fd err) {
    return new StandardStreams(
        List.of(in, out, err),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Closes what we keep. */
  public void close() {
    stdin.ifPresent(Fd::close);
    stdout.ifPresent(Fd::close);
    stderr.ifPresent(Fd::close);
    master.ifPresent(Fd::close);
  }
}
