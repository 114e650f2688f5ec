package dev.davit.command;

import dev.davit.engine.ContainerTree;
import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import dev.davit.linux.file.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit cp}: copies files between a container and this machine. */
final class CopyVerb implements Verb {

  private static final int PIPE_BYTES = 1 << 20;

  /** The source or the destination. */
  private record Place(String container, String path) {

    /** A colon before any slash ends the name of a container, as docker has it. */
    static Place parse(String text) {
      int colon = text.indexOf(':');
      int slash = text.indexOf('/');
      boolean local = colon < 1 || slash >= 0 && slash < colon || text.startsWith(".");
      return local
          ? new Place("", text)
          : new Place(text.substring(0, colon), text.substring(colon + 1));
    }

    boolean isHost() {
      return container.isEmpty();
    }
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "cp",
            "[-a] [-L] CONTAINER:SRC DST | SRC CONTAINER:DST",
            "",
            "Copies a file or a directory out of a container or into it, whether it runs or has "
                + "ended. With - instead of a path of this machine, reads or writes a tar. Symbolic "
                + "links in a container never lead out of it.");
    spec.addOption(Options.flag("keep the owners of files", "-a", "--archive"));
    spec.addOption(Options.flag("copy what a symbolic link SRC points to", "-L", "--follow-link"));
    spec.addPositional(Options.parameters("SRC", "a path, or CONTAINER:PATH"));
    return Options.withGlobal(
        spec,
        "  davit cp web:/var/log ./logs",
        "  davit cp app.jar web:/srv/",
        "  tar -c . | davit cp - web:/srv");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.exactly(options, "SRC", "DST");
    Place from = Place.parse(words.get(0));
    Place to = Place.parse(words.get(1));
    if (from.isHost() == to.isHost()) {
      throw new UsageException("one of SRC and DST has to be in a container: CONTAINER:PATH");
    }
    boolean keepOwners = Options.given(options, "-a");
    boolean follow = Options.given(options, "-L");
    String container = from.isHost() ? to.container() : from.container();
    try (ContainerTree tree = session.davit().files(container)) {
      CopySide inside = new CopySide.Container(tree);
      CopySide outside = new CopySide.Host();
      if (from.isHost() && from.path().equals("-")) {
        inside.unpack(to.path(), session.in(), keepOwners, session::warn);
      } else if (to.isHost() && to.path().equals("-")) {
        inside.archive(from.path(), CopyPlan.base(from.path()), follow, session.out());
      } else if (from.isHost()) {
        copy(outside, from.path(), inside, to.path(), keepOwners, follow, session);
      } else {
        copy(inside, from.path(), outside, to.path(), keepOwners, follow, session);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new ImageException.Storage("cp: " + IoFailure.reason(e), e);
    }
  }

  private static void copy(
      CopySide from,
      String source,
      CopySide to,
      String destination,
      boolean keepOwners,
      boolean follow,
      Session session)
      throws IOException {
    // A slash at the end asks for a directory, so a link to one is followed, as by cp(1).
    boolean through = follow || source.endsWith("/") || source.endsWith("/.");
    Stat what =
        from.stat(source, through)
            .orElseThrow(() -> new ImageException.NotFound(source + ": no such file or directory"));
    CopyPlan plan = CopyPlan.of(source, what, destination, to.stat(destination, true));
    PipedInputStream in = new PipedInputStream(PIPE_BYTES);
    PipedOutputStream out = new PipedOutputStream(in);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> write(from, source, plan.name(), through, out));
    RuntimeException failure = null;
    try {
      to.unpack(plan.directory(), in, keepOwners, session::warn);
      in.transferTo(OutputStream.nullOutputStream());
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      // A writer that waits for room learns that nobody reads any more.
      in.close();
    }
    finish(writer, failure);
  }

  /** What kept the archive from being written is the cause of its truncation. */
  private static void finish(CompletableFuture<Void> writer, RuntimeException failure) {
    try {
      writer.join();
    } catch (CompletionException e) {
      boolean closedByReader = failure != null && e.getCause() instanceof Broken;
      if (!closedByReader && e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The other end of the pipe went away. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(IOException cause) {
      super(cause);
    }
  }

  private static void write(
      CopySide from, String source, String name, boolean follow, OutputStream out) {
    try (out) {
      from.archive(source, name, follow, out);
    } catch (IOException e) {
      throw new Broken(e);
    }
  }
}
