package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.file.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a pod that are mounted into all of its containers. */
final class PodFiles {

  private static final int HOSTNAME_MAX = 63;
  private static final String LOCALHOST =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::\tip6-localnet
      ff00::\tip6-mcastprefix
      ff02::1\tip6-allnodes
      ff02::2\tip6-allrouters
      """;

  private final Path directory;

  PodFiles(Path directory) {
    this.directory = directory;
  }

  /** The host name of a pod: as asked, or its own name, cut to what a label of DNS may have. */
  static String hostname(PodConfig config) {
    if (config.linux().security().namespaceOptions().network() == NamespaceMode.NODE) {
      return Machine.hostname();
    }
    String name = config.hostname().isEmpty() ? config.metadata().name() : config.hostname();
    String cut = name.length() > HOSTNAME_MAX ? name.substring(0, HOSTNAME_MAX) : name;
    return cut.replaceAll("[-.]+$", "");
  }

  /** Writes them. */
  void write(PodConfig config, List<String> addresses) {
    boolean host = config.linux().security().namespaceOptions().network() == NamespaceMode.NODE;
    String hostname = hostname(config);
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("hostname"), hostname + "\n");
      StringBuilder hosts =
          new StringBuilder(host ? hostFile("/etc/hosts").orElse(LOCALHOST) : LOCALHOST);
      if (!host) {
        addresses.forEach(a -> hosts.append(a).append('\t').append(hostname).append('\n'));
      }
      Files.writeString(directory.resolve("hosts"), hosts);
      Files.writeString(
          directory.resolve("resolv.conf"),
          config.dns().map(PodFiles::resolver).or(() -> hostFile("/etc/resolv.conf")).orElse(""));
      Optional<UserNamespace> users = UserNamespace.of(config);
      if (users.isPresent()) {
        for (String file : mounted().values()) {
          Metadata.lchown(Fd.CWD, file, users.get().rootUid(), users.get().rootGid());
        }
      }
    } catch (ErrnoException e) {
      throw new PodException(Reason.FAILED, directory + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, directory + ": write: " + IoFailure.reason(e), e);
    }
  }

  private static String resolver(DnsConfig dns) {
    StringBuilder text = new StringBuilder();
    if (!dns.searches().isEmpty()) {
      text.append("search ").append(String.join(" ", dns.searches())).append('\n');
    }
    dns.servers().forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!dns.options().isEmpty()) {
      text.append("options ").append(String.join(" ", dns.options())).append('\n');
    }
    return text.toString();
  }

  /** Where in a container they are mounted, and where they are. */
  Map<String, String> mounted() {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : List.of("hosts", "hostname", "resolv.conf")) {
      files.put("/etc/" + name, directory.resolve(name).toString());
    }
    return files;
  }

  private static Optional<String> hostFile(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
