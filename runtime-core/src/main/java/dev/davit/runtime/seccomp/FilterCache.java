package dev.davit.runtime.seccomp;

import dev.davit.linux.Architecture;
import dev.davit.linux.AtFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import dev.davit.linux.process.Processes;
import dev.davit.oci.json.Json;
import dev.davit.oci.runtime.Seccomp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Compiled filters on disk, for processes that start one container and end: loading libseccomp and
 * compiling takes them several times as long as the start.
 *
 * <p>An entry is named after the section, the installed libseccomp, the architecture and the form
 * of the entry, and holds the instructions behind their own SHA-256. It is used only if it and its
 * directory belong to this user and nobody else may write them; whatever is wrong with it, the
 * filter is compiled anew. Without a place, or without a libseccomp to be found, nothing is kept.
 */
final class FilterCache {

  private static final String FORM = "davit seccomp 2";
  private static final int DIGEST = 32;

  /** BPF_MAXINSNS of linux/bpf_common.h, 8 bytes each. */
  private static final int BYTES_MAX = 4096 * 8;

  private static final List<String> LIBRARY_PATHS =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib/aarch64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib");

  private final Optional<Path> directory;

  /** A cache in a directory, which is made when there is something to keep. */
  FilterCache(Optional<Path> directory) {
    this.directory = directory;
  }

  /** The compiled section, if it was kept and nobody can have changed it. */
  Optional<byte[]> find(Seccomp seccomp) {
    Optional<String> name = name(seccomp);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try (Fd place = openDirectory();
        Fd file =
            Descriptors.open(
                place,
                name.get(),
                OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK)) {
      Stat stat = Metadata.stat(file);
      if (!stat.isRegular() || !isOurs(stat) || stat.size() > DIGEST + BYTES_MAX) {
        return Optional.empty();
      }
      byte[] content = new byte[(int) stat.size()];
      int count = Content.pread(file, content, 0, content.length, 0);
      return count == content.length ? checked(content) : Optional.empty();
    } catch (ErrnoException e) {
      return Optional.empty();
    }
  }

  /** Keeps a compiled section; that it cannot be kept is no error. */
  void keep(Seccomp seccomp, byte[] instructions) {
    Optional<String> name = name(seccomp);
    if (name.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(
          directory.orElseThrow(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      return;
    }
    try (Fd place = openDirectory()) {
      // a file without a name, which goes with this process if that is killed
      int flags = OpenFlags.O_WRONLY | OpenFlags.O_TMPFILE;
      try (Fd file = Descriptors.open(place, ".", flags, 0600)) {
        Content.writeAll(file, sha256(instructions));
        Content.writeAll(file, instructions);
        byte[] path = file.procPath().getBytes(StandardCharsets.UTF_8);
        byte[] kept = name.get().getBytes(StandardCharsets.UTF_8);
        Names.link(Fd.CWD, path, place, kept, AtFlags.AT_SYMLINK_FOLLOW);
      }
    } catch (ErrnoException e) {
      // there already, no room, or not ours: the next process compiles as well
    }
  }

  private Fd openDirectory() throws ErrnoException {
    Fd place =
        Descriptors.open(
            Fd.CWD,
            directory.orElseThrow().toString(),
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
    if (isOurs(Metadata.stat(place))) {
      return place;
    }
    place.close();
    throw new ErrnoException("open(\"" + directory.get() + "\")", Errno.EPERM);
  }

  private static boolean isOurs(Stat stat) {
    return stat.uid() == Processes.effectiveUid() && (stat.permissions() & 022) == 0;
  }

  private static Optional<byte[]> checked(byte[] content) {
    int length = content.length - DIGEST;
    if (length <= 0 || length % 8 != 0) {
      return Optional.empty();
    }
    byte[] instructions = Arrays.copyOfRange(content, DIGEST, content.length);
    return MessageDigest.isEqual(sha256(instructions), Arrays.copyOf(content, DIGEST))
        ? Optional.of(instructions)
        : Optional.empty();
  }

  /** Everything that the instructions depend on, hashed. */
  private Optional<String> name(Seccomp seccomp) {
    Optional<String> library = directory.flatMap(place -> library());
    return library.map(
        identity ->
            HexFormat.of()
                .formatHex(
                    sha256(
                        String.join(
                                "\n",
                                FORM,
                                Architecture.host().name(),
                                identity,
                                Json.write(seccomp))
                            .getBytes(StandardCharsets.UTF_8))));
  }

  /** The file behind libseccomp.so.2, whose name has the version, with its size and time. */
  private static Optional<String> library() {
    for (String place : LIBRARY_PATHS) {
      try {
        Path file = Path.of(place, "libseccomp.so.2").toRealPath();
        return Optional.of(
            file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
      } catch (IOException e) {
        // not there
      }
    }
    return Optional.empty();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
