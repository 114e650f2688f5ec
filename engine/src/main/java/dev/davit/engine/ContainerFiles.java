package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.linux.IoFailure;
import dev.davit.linux.KillPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that a container has beside its layers, in {@code containers/<id>} of the data root:
 * its record, and the {@code hosts}, {@code hostname} and {@code resolv.conf} that are mounted into
 * it. The directory comes and goes with the container's snapshot.
 */
final class ContainerFiles {

  private static final String RECORD = "container.json";
  private static final String LOCALHOST =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::\tip6-localnet
      ff00::\tip6-mcastprefix
      ff02::1\tip6-allnodes
      ff02::2\tip6-allrouters
      """;

  private final Path containers;

  /**
   * Nothing is read or made yet.
   *
   * @param dataRoot the data root
   */
  ContainerFiles(Path dataRoot) {
    this.containers = dataRoot.resolve("containers");
  }

  /** Where a container's files are. */
  Path directory(String id) {
    return containers.resolve(id);
  }

  /** Which files are mounted into a container: where in it, and where on the host. */
  Map<String, String> mounted(String id) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : List.of("hosts", "hostname", "resolv.conf")) {
      files.put("/etc/" + name, directory(id).resolve(name).toString());
    }
    return files;
  }

  /**
   * Writes the files that are mounted. On the host's network they are the host's, as names mean
   * there what they mean to the host.
   */
  void writeMounted(String id, String hostname, Network network) {
    Path directory = directory(id);
    KillPoint.reached();
    try {
      Files.writeString(directory.resolve("hostname"), hostname + "\n");
      Files.writeString(
          directory.resolve("hosts"),
          network == Network.HOST
              ? hostFile("/etc/hosts").orElse(LOCALHOST)
              : LOCALHOST + "127.0.1.1\t" + hostname + "\n");
      Files.writeString(
          directory.resolve("resolv.conf"),
          HelpedNetwork.resolvConf(network, hostFile("/etc/resolv.conf").orElse("")));
    } catch (IOException e) {
      throw failure(directory, "write", e);
    }
  }

  private static Optional<String> hostFile(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes the record.
   *
   * @param durable whether it shall survive a loss of power; not needed for a container that goes
   *     with its process, and a sync costs more than all else of a start
   */
  void write(ContainerRecord record, boolean durable) {
    Path target = directory(record.id()).resolve(RECORD);
    Path temporary = directory(record.id()).resolve(RECORD + ".new");
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(record.toJson());
      while (text.hasRemaining()) {
        file.write(text);
      }
      if (durable) {
        file.force(true);
      }
      KillPoint.reached();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure(target, "write", e);
    }
  }

  /** The record of a container; empty if there is none or it cannot be read. */
  Optional<ContainerRecord> read(String id) {
    try {
      return Optional.of(ContainerRecord.parse(Files.readString(directory(id).resolve(RECORD))));
    } catch (IOException e) {
      // A corrupt entry must not hide the others; it is listed by its run state, if it has one.
      return Optional.empty();
    }
  }

  /** The ids of all containers that have files, readable or not. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(containers, Files::isDirectory)) {
      for (Path entry : entries) {
        // A name with a dot in front is half made or half removed.
        if (!entry.getFileName().toString().startsWith(".")) {
          ids.add(entry.getFileName().toString());
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failure(containers, "list", e);
    }
    return ids;
  }

  private static ContainerException failure(Path object, String action, IOException e) {
    return new ContainerException(
        Reason.STORE, object + ": " + action + ": " + IoFailure.reason(e), e);
  }
}
