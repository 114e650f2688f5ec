package dev.davit.nativetest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A runtime that a suite is tried on: runc first, which tests the test, then Davit. Both run the
 * same busybox.
 */
enum Subject {
  RUNC {
    @Override
    List<String> line(Ask ask) {
      return RuncBundle.of(ask).line();
    }
  },
  DAVIT {
    @Override
    List<String> line(Ask ask) {
      List<String> line = new ArrayList<>();
      line.addAll(
          List.of("run", "--rm", "--net", "none", "--cgroup-parent", DavitCommand.CGROUP_PARENT));
      ask.memoryBytes().ifPresent(n -> line.addAll(List.of("--memory", Long.toString(n))));
      ask.cpus().ifPresent(n -> line.addAll(List.of("--cpus", Double.toString(n))));
      ask.pids().ifPresent(n -> line.addAll(List.of("--pids", Long.toString(n))));
      ask.hostname().ifPresent(n -> line.addAll(List.of("--hostname", n)));
      ask.binds().forEach(b -> line.addAll(List.of("-v", b)));
      if (ask.readOnly()) {
        line.add("--read-only");
      }
      line.add(SharedImages.BUSYBOX);
      line.addAll(ask.command());
      return SharedImages.busybox().line(line.toArray(String[]::new));
    }
  };

  /** The whole command line that does this. */
  abstract List<String> line(Ask ask);

  /** Runs it to its end, whatever its exit code. */
  Tool.Result run(Ask ask) {
    return Tool.attempt(line(ask), java.util.Map.of(), null, Tool.DEADLINE);
  }

  /** Runs a script in the container's shell to its end and demands success. */
  Tool.Result sh(String script) {
    return run(Ask.sh(script)).expect(0);
  }

  /** Starts it and goes on. */
  DavitCommand.Running start(Ask ask) {
    List<String> line = line(ask);
    try {
      return new DavitCommand.Running(new ProcessBuilder(line).start(), line);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** For tests that compare both: whichever is here, runc first. */
  static Stream<Subject> both() {
    return Stream.of(values()).filter(s -> s != RUNC || Need.RUNC.missing().isEmpty());
  }
}
