package dev.davit.ocicommand;

import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An OCI bundle: a directory with {@code config.json}.
 *
 * @param directory absolute
 * @param spec what the file says
 */
record Bundle(Path directory, Spec spec) {

  /** The label under which a container's root directory is kept, for those who list it. */
  static final String ROOTFS = "dev.davit.rootfs";

  /** The label under which the user is kept who created a container. */
  static final String OWNER = "dev.davit.owner";

  /** The one that the options of create, run and restore name. */
  static Bundle read(Options options) {
    return read(options.last("bundle").orElse(""), options.last("config").orElse("config.json"));
  }

  /**
   * Reads a bundle.
   *
   * <p>Hooks and callers are told the directory by the name that was given, symbolic links and all,
   * as long as that is one without {@code ..} in it.
   *
   * @param directory the current one if it is empty
   * @param config the file with the configuration, below it unless absolute
   * @throws CommandFailure if it cannot be read
   * @throws dev.davit.oci.json.SpecException if the configuration is wrong
   */
  static Bundle read(String directory, String config) {
    Path given = Path.of(directory).toAbsolutePath();
    Path file = given.resolve(config);
    try {
      Path real = given.toRealPath();
      Path plain = given.normalize();
      boolean same = Files.exists(plain) && plain.toRealPath().equals(real);
      return new Bundle(same ? plain : real, Spec.parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("JSON specification file " + file + " not found");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + e.getMessage());
    }
  }

  Path rootfs() {
    Root root = spec.root().orElseThrow(() -> new CommandFailure("$.root: missing in config.json"));
    return directory.resolve(root.path()).normalize();
  }

  /** A request for its container. */
  ContainerRequest request(ContainerId id, Stdio stdio) {
    return ContainerRequest.of(id, spec, new RootSource.Directory(rootfs()), stdio)
        .withBundle(directory)
        .withLabels(
            Map.of(ROOTFS, rootfs().toString(), OWNER, System.getProperty("user.name", "root")));
  }
}
