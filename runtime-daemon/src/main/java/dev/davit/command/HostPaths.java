package dev.davit.command;

import dev.davit.daemon.DaemonException;
import dev.davit.linux.IoFailure;
import dev.davit.manifest.PodPlan.Volume.HostPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Volumes of kind hostPath: what has to be there, and what is made (core/v1 HostPathType). */
final class HostPaths {

  private HostPaths() {}

  /** Refuses one that is not what it has to be. */
  static void check(String volume, HostPath host) {
    Path path = Path.of(host.path());
    boolean there = Files.exists(path);
    boolean fits =
        switch (host.type()) {
          case "Directory" -> Files.isDirectory(path);
          case "DirectoryOrCreate" -> !there || Files.isDirectory(path);
          case "File" -> Files.isRegularFile(path);
          case "FileOrCreate" -> !there || Files.isRegularFile(path);
          case "Socket" -> there && !Files.isRegularFile(path) && !Files.isDirectory(path);
          default -> there;
        };
    if (!fits) {
      throw new DaemonException(
          "volume "
              + volume
              + ": hostPath "
              + path
              + (there ? ": not a " + host.type() : ": no such file or directory"));
    }
  }

  /** The path, made if it may be. */
  static Path made(String volume, HostPath host) {
    Path path = Path.of(host.path());
    try {
      if (host.type().equals("DirectoryOrCreate")) {
        Files.createDirectories(path);
      } else if (host.type().equals("FileOrCreate") && !Files.exists(path)) {
        Files.createFile(path);
      }
      return path;
    } catch (IOException e) {
      throw new DaemonException("volume " + volume + ": " + path + ": " + IoFailure.reason(e), e);
    }
  }
}
