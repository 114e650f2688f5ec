package dev.davit.ocicommand;

import dev.davit.runtime.ExecRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where {@code exec --cgroup} puts a process: {@code PATH} below the container's cgroup in all
 * hierarchies, or {@code CONTROLLER[,CONTROLLER…]:PATH} in the v1 hierarchies of controllers.
 *
 * @param everywhere the path for all; empty if none was given
 * @param v1 the other paths, by controller
 */
record ExecCgroups(Optional<String> everywhere, Map<String, String> v1) {

  /** Reads the options; later ones replace earlier ones. */
  static ExecCgroups of(Options options) {
    Optional<String> everywhere = Optional.empty();
    Map<String, String> v1 = new LinkedHashMap<>();
    for (String text : options.all("cgroup")) {
      int colon = text.indexOf(':');
      String path = path(text.substring(colon + 1));
      if (colon < 0) {
        everywhere = Optional.of(path);
        continue;
      }
      for (String controller : text.substring(0, colon).split(",")) {
        v1.put(controller, path);
      }
    }
    return new ExecCgroups(everywhere, v1);
  }

  private static String path(String text) {
    for (String name : text.split("/")) {
      if (name.equals("..") || name.equals(".")) {
        throw new CommandFailure(
            "--cgroup: bad sub cgroup path: " + text + " is not a sub cgroup path");
      }
    }
    return text.replaceAll("^/+", "").replaceAll("/+$", "");
  }

  /** A request with them. */
  ExecRequest in(ExecRequest request) {
    ExecRequest placed = request.withV1Cgroups(v1);
    return everywhere.isPresent() ? placed.withCgroup(everywhere.get()) : placed;
  }
}
