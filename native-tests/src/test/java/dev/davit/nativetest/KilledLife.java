package dev.davit.nativetest;

import dev.davit.engine.Davit;
import dev.davit.engine.RunningContainer;
import dev.davit.linux.KillPoint;
import dev.davit.oci.runtime.Spec;
import dev.davit.ocicommand.Verbs;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreateOptions;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.state.ContainerId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The life of a container in a process of its own, which is killed at a step: by the verbs of
 * {@code davit-oci}, by the embedded API, or by the runtime on a machine without cgroups.
 */
final class KilledLife {

  /** More steps than any life has: nobody is killed, and the steps are counted. */
  static final int NEVER = Integer.MAX_VALUE;

  private KilledLife() {}

  /**
   * Lives until a step.
   *
   * @return how many steps there were, if it was not killed; otherwise 0
   */
  static int until(int step, Path place, List<String> arguments)
      throws IOException, InterruptedException {
    File out = place.resolve("out-" + step).toFile();
    File err = place.resolve("err-" + step).toFile();
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Ddavit.kill.step=" + step,
                "-cp",
                System.getProperty("java.class.path"),
                KilledLife.class.getName()));
    line.addAll(arguments);
    Process process =
        new ProcessBuilder(line)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out)
            .redirectError(err)
            .start();
    if (!process.waitFor(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("step " + step + ": hangs: " + Files.readString(err.toPath()));
    }
    int code = process.exitValue();
    if (code == KillPoint.KILLED) {
      return 0;
    }
    if (code != 0) {
      throw new AssertionError(
          "step " + step + ": exit code " + code + ": " + Files.readString(err.toPath()));
    }
    return Integer.parseInt(Files.readString(out.toPath()).strip());
  }

  /**
   * {@code oci STATE BUNDLE ID}, {@code api ROOT STATE CGROUP}, or {@code start} or {@code create}
   * with {@code STATE CONFIG ROOTFS}, which are counted to the end of the start. It uses no
   * workspace, which would be of its own and stay.
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("oci")) {
      verbs(args[1], args[2], args[3]);
      System.out.println(KillPoint.count());
    } else if (args[0].equals("api")) {
      api(Path.of(args[1]), Path.of(args[2]), args[3]);
      System.out.println(KillPoint.count());
    } else {
      withoutCgroups(args[0].equals("create"), Path.of(args[1]), Path.of(args[2]), args[3]);
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void verbs(String state, String bundle, String id) {
    demand("--root", state, "create", "--bundle", bundle, "--pid-file", bundle + "/pid", id);
    demand("--root", state, "start", id);
    demand("--root", state, "exec", id, "true");
    demand("--root", state, "delete", "--force", id);
  }

  private static void withoutCgroups(boolean create, Path state, Path config, String root)
      throws IOException {
    Host host = HostProbe.host().withCgroups(CgroupLayout.none());
    try (var runtime = dev.davit.runtime.Runtime.open(state, host)) {
      ContainerId id = new ContainerId("killed");
      ContainerRequest request =
          ContainerRequest.of(
              id,
              Spec.parse(Files.readString(config)),
              new RootSource.Directory(Path.of(root)),
              create ? Stdio.inherit() : Stdio.none());
      if (create) {
        runtime.create(request, CreateOptions.DEFAULT).close();
      } else {
        runtime.start(request);
      }
      System.out.println(KillPoint.count());
      runtime.delete(id, true);
    }
  }

  private static void demand(String... words) {
    if (Verbs.run(words) != 0) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void api(Path root, Path state, String cgroup) throws Exception {
    try (Davit davit = Davit.at(root, state)) {
      RunningContainer container =
          davit
              .container(SharedImages.BUSYBOX)
              .command("sleep", "1000")
              .name("killed")
              .keep()
              .stdio(Stdio.none())
              .cgroupParent(cgroup)
              .start();
      davit.handle(container.id()).exec("true").stdio(Stdio.none()).start().waitFor();
      davit.remove(container.id(), true);
    }
  }
}
