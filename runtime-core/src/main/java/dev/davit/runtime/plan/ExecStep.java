package dev.davit.runtime.plan;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.Width;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last that init does. */
sealed interface ExecStep extends Step {

  /**
   * Changes to the working directory, and makes sure that it lies inside the root: a descriptor of
   * a host directory must not serve as one (CVE-2024-21626).
   *
   * @param path absolute
   */
  record ChangeDirectory(String path) implements ExecStep {
    private static final int PATH_MAX = 4096;

    @Override
    public String title() {
      return "change to the working directory";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.chdir(path));
      Data buffer = Data.buffer("cwd", PATH_MAX);
      String inside = to.freshLabel("inside");
      to.call(FileCalls.getcwd(buffer));
      // getcwd(2): outside of the root the name begins with "(unreachable)"
      to.jumpIf(buffer.slot(0, Width.BYTE), Condition.EQ, '/', inside);
      to.conditional(() -> to.call(FileCalls.chdir("(unreachable)" + path)));
      to.label(inside);
    }
  }

  /**
   * Changes to a directory of the host, while there still is one in sight.
   *
   * @param path the bundle
   */
  record GoToBundle(String path) implements ExecStep {
    @Override
    public String title() {
      return "change to the bundle";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.chdir(path));
    }
  }

  /**
   * Becomes the program. A name without a slash is looked for in the directories of PATH; a
   * candidate that may not be executed is remembered and blamed when there is no other, as in
   * execvp(3).
   *
   * @param args the program and its arguments
   * @param env its environment; of a variable that is set twice, the last counts, as under runc and
   *     crun, where environ(7) leaves it to each program
   */
  record Exec(List<String> args, List<String> env) implements ExecStep {
    private static final String DEFAULT_PATH =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public Exec {
      args = List.copyOf(args);
      env = lastOfEach(env);
    }

    private static List<String> lastOfEach(List<String> env) {
      Map<String, String> variables = new LinkedHashMap<>();
      env.forEach(variable -> variables.put(variable.split("=", 2)[0], variable));
      return List.copyOf(variables.values());
    }

    @Override
    public String title() {
      return "execute " + args.get(0);
    }

    @Override
    public void lower(Lowering to) {
      Data argv = Data.strings("argv", args);
      Data envp = Data.environment(env);
      List<String> candidates = candidates();
      if (candidates.size() == 1) {
        to.call(ProcessCalls.execve(candidates.get(0), argv, envp));
        return;
      }
      Slot blamed = Slot.ofLong("program");
      to.store(blamed, Data.string(candidates.get(candidates.size() - 1)).address());
      for (String candidate : candidates) {
        Data path = Data.string(candidate);
        String denied = to.freshLabel("denied");
        String next = to.freshLabel("next");
        to.call(
            Call.of(Syscall.EXECVE, path.address(), argv.address(), envp.address())
                .onError(Errno.ENOENT, next)
                .onError(Errno.ENOTDIR, next)
                .onError(Errno.EACCES, denied));
        to.label(denied);
        to.store(blamed, path.address());
        to.label(next);
      }
      // fails once more with the error that decides
      to.conditional(
          () -> to.call(Call.of(Syscall.EXECVE, blamed, argv.address(), envp.address())));
    }

    /** The paths to try, in their order. */
    List<String> candidates() {
      String program = args.get(0);
      if (program.contains("/")) {
        return List.of(program);
      }
      String path = DEFAULT_PATH;
      for (String variable : env) {
        if (variable.startsWith("PATH=")) {
          path = variable.substring("PATH=".length());
        }
      }
      List<String> candidates = new ArrayList<>();
      for (String directory : path.split(":", -1)) {
        // exec(3): an empty element is the working directory
        candidates.add(directory.isEmpty() ? "./" + program : directory + "/" + program);
      }
      return candidates;
    }
  }
}
