package dev.davit.nativetest;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.file.Path;

/** Roots for pods of one test, with the images that all tests share. */
final class PodRoots implements AutoCloseable {
  private final Path directory = Workspace.directory("pods");
  private final Davit davit;
  private final Pods pods;

  private PodRoots(PodSettings settings, String cgroupParent) {
    DavitCommand shared = SharedImages.busybox();
    davit = Davit.at(shared.root(), directory.resolve("state"));
    pods = davit.pods(settings.withCgroupParent(cgroupParent));
  }

  static PodRoots fresh() {
    return with(PodSettings.defaults().withNetwork(new PodNetwork.None()));
  }

  static PodRoots with(PodSettings settings) {
    return new PodRoots(settings, "/" + Workspace.NAME);
  }

  static PodRoots below(String cgroupParent, PodSettings settings) {
    return new PodRoots(settings, cgroupParent);
  }

  Pods pods() {
    return pods;
  }

  Davit davit() {
    return davit;
  }

  Path logs() {
    return directory.resolve("logs");
  }

  @Override
  public void close() {
    for (PodStatus pod : pods.list(PodFilter.of())) {
      pods.remove(pod.id());
    }
    davit.close();
    Workspace.delete(directory);
  }
}
