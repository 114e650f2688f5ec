package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.rootless.Rootless;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of an ordinary user's configuration: they are the host's, and this process is in a user
 * namespace in which they have other numbers.
 */
final class OwnIds {

  private OwnIds() {}

  /**
   * The request, with the numbers that its mappings have here.
   *
   * @throws CommandFailure if an id is not the user's
   */
  static ContainerRequest in(ContainerRequest request) {
    Linux linux = request.spec().linux().orElse(Linux.empty());
    if (!Rootless.entered() || linux.uidMappings().isEmpty() && linux.gidMappings().isEmpty()) {
      return request;
    }
    return request.withSpec(
        request
            .spec()
            .withLinux(
                linux
                    .withUidMappings(here(linux.uidMappings(), "uid"))
                    .withGidMappings(here(linux.gidMappings(), "gid"))));
  }

  private static List<IdMapping> here(List<IdMapping> mappings, String kind) {
    List<long[]> map = read(Path.of("/proc/self/" + kind + "_map"));
    List<IdMapping> here = new ArrayList<>();
    for (IdMapping mapping : mappings) {
      long[] range =
          map.stream()
              .filter(line -> line[1] <= mapping.hostID())
              .filter(line -> mapping.hostID() + mapping.size() <= line[1] + line[2])
              .findFirst()
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "$.linux."
                              + kind
                              + "Mappings: "
                              + mapping.size()
                              + " ids from "
                              + mapping.hostID()
                              + " on are not this user's: see /etc/sub"
                              + kind));
      long first = range[0] + mapping.hostID() - range[1];
      here.add(IdMapping.of(mapping.containerID(), first, mapping.size()));
    }
    return here;
  }

  /**
   * The lines of a map: the first id here, the first outside, and how many (user_namespaces(7)).
   */
  private static List<long[]> read(Path file) {
    try {
      List<long[]> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split(" +");
        lines.add(
            new long[] {
              Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])
            });
      }
      return lines;
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + IoFailure.reason(e));
    }
  }
}
