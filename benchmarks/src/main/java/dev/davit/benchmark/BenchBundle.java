package dev.davit.benchmark;

import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The OCI bundle that every runtime starts: a busybox whose program is {@code /bin/true}, with the
 * configuration that {@code runc spec} writes.
 *
 * @param directory the bundle
 */
record BenchBundle(Path directory) {

  /** Makes the bundle in an empty directory. */
  static BenchBundle create(Path directory) throws IOException, InterruptedException {
    Path busybox =
        Shell.find("busybox")
            .orElseThrow(
                () -> new IOException("busybox: not found: apt-get install busybox-static"));
    Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
    for (String dir : List.of("etc", "proc", "sys", "dev")) {
      Files.createDirectories(directory.resolve("rootfs").resolve(dir));
    }
    Files.copy(busybox, bin.resolve("busybox"));
    Files.createSymbolicLink(bin.resolve("true"), Path.of("busybox"));
    Files.createSymbolicLink(bin.resolve("sh"), Path.of("busybox"));
    Shell.run(List.of("runc", "spec", "--bundle", directory.toString()));
    Path config = directory.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"terminal\": true", "\"terminal\": false")
            .replaceFirst("\"args\": \\[\\s*\"sh\"\\s*]", "\"args\": [\"/bin/true\"]"));
    return new BenchBundle(directory);
  }

  Path rootfs() {
    return directory.resolve("rootfs");
  }

  Spec spec() throws IOException {
    return Spec.parse(Files.readString(directory.resolve("config.json")));
  }
}
