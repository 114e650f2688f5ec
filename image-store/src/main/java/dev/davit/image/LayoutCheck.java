package dev.davit.image;

import dev.davit.image.content.DurableFile;
import dev.davit.image.content.StoreLayout;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Whether the directories of a store are there, and nobody else's. */
final class LayoutCheck {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private final StoreLayout layout;
  private final DamageList damages;

  LayoutCheck(StoreLayout layout, DamageList damages) {
    this.layout = layout;
    this.damages = damages;
  }

  /** Looks before the store is opened, which needs what this mends. */
  void run() {
    List<Path> own =
        List.of(
            layout.image(),
            layout.root().resolve("layerdb"),
            layout.downloads(),
            layout.overlay2(),
            layout.containers(),
            layout.journal());
    own.forEach(this::directory);
    List.of(layout.layerdb(), layout.blobs(), layout.blobs().resolve("sha256"))
        .forEach(this::directory);
    own.forEach(this::permissions);
    if (Files.isDirectory(layout.lock(), LinkOption.NOFOLLOW_LINKS)) {
      damages.mend(name(layout.lock()), "a directory", "moved aside", () -> aside(layout.lock()));
    }
    ociLayout();
  }

  private String name(Path path) {
    return layout.root().relativize(path).toString();
  }

  private void directory(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      damages.mend(name(path), "missing", "made", () -> make(path));
    } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      damages.mend(
          name(path),
          "no directory",
          "moved aside and made",
          () -> {
            aside(path);
            make(path);
          });
    }
  }

  private static void make(Path path) {
    try {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER));
    } catch (IOException e) {
      throw new ImageException.Storage(path + ": make: " + IoFailure.reason(e), e);
    }
  }

  private static void aside(Path path) {
    try {
      int number = 1;
      Path to = path.resolveSibling(path.getFileName() + ".damaged-" + number);
      while (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        to = path.resolveSibling(path.getFileName() + ".damaged-" + ++number);
      }
      Files.move(path, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ImageException.Storage(path + ": move aside: " + IoFailure.reason(e), e);
    }
  }

  /** A user who reaches a setuid program of a layer has it outside of any container. */
  private void permissions(Path path) {
    try {
      if (Files.isDirectory(path) && !Files.getPosixFilePermissions(path).equals(OWNER)) {
        String is = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        damages.mend(
            name(path), "permissions " + is, "only its owner may look inside", () -> close(path));
      }
    } catch (IOException e) {
      throw new ImageException.Storage(path + ": permissions: " + IoFailure.reason(e), e);
    }
  }

  private static void close(Path path) {
    try {
      Files.setPosixFilePermissions(path, OWNER);
    } catch (IOException e) {
      throw new ImageException.Storage(path + ": permissions: " + IoFailure.reason(e), e);
    }
  }

  private void ociLayout() {
    Path file = layout.image().resolve("oci-layout");
    String text;
    try {
      text = Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      text = "";
    }
    if (!text.contains("\"imageLayoutVersion\"")) {
      damages.mend(
          name(file),
          "not what marks a directory as an OCI layout",
          "written again",
          () -> {
            if (Files.isDirectory(file)) {
              aside(file);
            }
            DurableFile.write(file, StoreLayout.OCI_LAYOUT);
          });
    }
  }
}
