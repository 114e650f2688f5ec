package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * podman with {@code davit-oci} as its runtime, on storage of its own with the one image {@code
 * box}, a busybox.
 *
 * @param command the runtime
 * @param place where all that podman keeps is
 */
record Podman(OciCommand command, Path place) implements AutoCloseable {

  /** podman makes a parent of its own otherwise, and leaves it. */
  static final String CGROUP = "--cgroup-parent=/" + Workspace.NAME;

  /** What this kind of machine needs: none of podman's defaults that it cannot do. */
  private static final List<String> RUN =
      List.of(
          "--cgroups=no-conmon",
          "--ulimit",
          "nofile=1024:1024",
          "--ulimit",
          "nproc=4096:4096",
          "--network=none",
          CGROUP);

  /** podman with the image. */
  static Podman withImage(OciCommand command, Path place) {
    Podman podman = new Podman(command, place);
    try {
      Path archive = Files.write(place.resolve("box.tar"), BusyboxRootfs.tar());
      podman.attempt("import", archive.toString(), "box").expect(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return podman;
  }

  /** The words before the verb. */
  List<String> line() {
    List<String> line = new ArrayList<>(List.of("podman", "--runtime"));
    line.add(command.program().toString());
    line.addAll(List.of("--root", place.resolve("root").toString()));
    line.addAll(List.of("--runroot", place.resolve("run").toString()));
    line.addAll(List.of("--tmpdir", place.resolve("tmp").toString()));
    line.addAll(List.of("--storage-driver", "overlay", "--cgroup-manager", "cgroupfs"));
    line.addAll(List.of("--events-backend", "file"));
    return line;
  }

  /** Runs podman; the word OPTIONS stands for what a {@code run} needs here. */
  Tool.Result attempt(String... arguments) {
    List<String> line = line();
    for (String argument : arguments) {
      if (argument.equals("OPTIONS")) {
        line.addAll(RUN);
      } else {
        line.add(argument);
      }
    }
    return Tool.attempt(line, environment(), null, Tool.DEADLINE);
  }

  /** The same limits for what podman starts without being told options, as pods of Kubernetes. */
  private Map<String, String> environment() {
    try {
      Path file = place.resolve("containers.conf");
      Files.writeString(
          file,
          "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n"
              + "cgroups = \"no-conmon\"\n");
      return Map.of("CONTAINERS_CONF", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it and demands success. */
  Tool.Result run(String... arguments) {
    return attempt(arguments).expect(0);
  }

  @Override
  public void close() {
    attempt("pod", "rm", "-a", "-f", "-t", "0");
    attempt("rm", "-a", "-f", "-t", "0");
    attempt("rmi", "-a", "-f");
    // It keeps the parent of all pods of Kubernetes where it has made it: not in cgroup v2 beside
    // controllers on v1, where that is ours to remove. One with a pod in it is not empty.
    Tool.attempt(
        Tool.shellCommand(
            "for parent in /sys/fs/cgroup/libpod_parent /sys/fs/cgroup/*/libpod_parent; do"
                + " case $parent in */unified/*) ;; *) rmdir $parent || : ;; esac; done"),
        Map.of(),
        null,
        Tool.DEADLINE);
  }
}
