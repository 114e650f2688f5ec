package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.RootedTree;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.User;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.StepException;
import dev.davit.runtime.rootfs.UserDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts numbers in place of the user that a request names. */
public final class UserLookup {

  /** The variable with the user's home directory; an empty one counts as none. */
  private static final String HOME = "HOME=";

  private UserLookup() {}

  /**
   * The request with the user's numbers in its configuration, and with {@code HOME} if it had none.
   *
   * @param root the root filesystem
   * @throws StepException if the user is not known there
   */
  public static ContainerRequest resolve(ContainerRequest request, Fd root) {
    Process process = request.spec().process().orElseThrow();
    if (request.user().isEmpty()) {
      return request.withSpec(request.spec().withProcess(withHome(process, root)));
    }
    return request.withSpec(
        request
            .spec()
            .withProcess(
                resolve("start " + request.id().familiar(), process, request.user().get(), root)));
  }

  /**
   * A process with the numbers of a user, and with {@code HOME} if it had none.
   *
   * @param subject what is being done
   * @param asked {@code USER[:GROUP]}
   * @param root the root filesystem
   * @throws StepException if the user is not known there
   */
  static Process resolve(String subject, Process process, String asked, Fd root) {
    String title = "look up user " + asked;
    try {
      UserDatabase.Resolved user = UserDatabase.read(new RootedTree(root)).resolve(asked);
      User numbers =
          process
              .user()
              .withUid(user.uid())
              .withGid(user.gid())
              .withAdditionalGids(user.additionalGids());
      return process.withUser(numbers).withEnv(environment(process, user));
    } catch (IllegalArgumentException e) {
      throw StepException.of(subject, e.getMessage());
    } catch (ErrnoException e) {
      throw StepException.ofCall(title, title, e);
    }
  }

  /**
   * A process with an environment as other runtimes make it, because callers count on that: of
   * variables that are set twice the last, and {@code HOME} where there was none or an empty one.
   *
   * @param root the root filesystem
   */
  static Process withHome(Process process, Fd root) {
    if (hasHome(process)) {
      return process.withEnv(unique(process.env()));
    }
    String title = "look up the home directory";
    try {
      return process.withEnv(
          environment(
              process,
              UserDatabase.read(new RootedTree(root))
                  .resolve(Long.toString(process.user().uid()))));
    } catch (IllegalArgumentException e) {
      return process.withEnv(unique(process.env()));
    } catch (ErrnoException e) {
      throw StepException.ofCall(title, title, e);
    }
  }

  private static boolean hasHome(Process process) {
    return unique(process.env()).stream()
        .anyMatch(variable -> variable.startsWith(HOME) && !variable.equals(HOME));
  }

  private static List<String> environment(Process process, UserDatabase.Resolved user) {
    List<String> env = unique(process.env());
    if (!hasHome(process)) {
      String home = HOME + user.home().filter(path -> !path.isEmpty()).orElse("/");
      if (env.contains(HOME)) {
        env.set(env.indexOf(HOME), home);
      } else {
        env.add(home);
      }
    }
    return env;
  }

  /** Without what is overridden later. */
  private static List<String> unique(List<String> env) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String variable : env) {
      String name = variable.substring(0, Math.max(0, variable.indexOf('=')));
      String key = name.isEmpty() ? variable : name;
      byName.remove(key);
      byName.put(key, variable);
    }
    return new ArrayList<>(byName.values());
  }
}
