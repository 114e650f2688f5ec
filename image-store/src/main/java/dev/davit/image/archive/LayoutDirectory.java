package dev.davit.image.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An OCI layout, or an unpacked {@code docker save} archive, in a directory of the host.
 *
 * @param directory the directory
 */
public record LayoutDirectory(Path directory) implements ArchiveFiles {

  @Override
  public String label() {
    return directory.toString();
  }

  @Override
  public boolean owned() {
    return false;
  }

  @Override
  public Optional<Path> find(String name) {
    if (name.startsWith("/") || ("/" + name + "/").contains("/../")) {
      return Optional.empty();
    }
    return Optional.of(directory.resolve(name)).filter(Files::isRegularFile);
  }
}
