package dev.davit.examples;

import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.Davit;
import java.nio.file.Path;

/** What a start would do, system call by system call, before anything happens. */
public final class PlanFirst {

  private PlanFirst() {}

  /** Runs it; needs no privileges. */
  public static void main(String[] args) {
    try (Davit davit = Davit.open()) {
      ContainerBuilder container =
          davit.rootfs(Path.of("/")).command("true").readOnly().capDrop("ALL");
      container.plan().calls().forEach(System.out::println);
    }
  }
}
