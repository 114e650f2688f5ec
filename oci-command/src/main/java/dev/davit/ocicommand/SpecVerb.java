package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.linux.process.Processes;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code spec}: writes a configuration to begin with. */
final class SpecVerb implements Verb {

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public OptionTable options() {
    return new OptionTable().values("bundle,b").flags("rootless");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(0);
    Spec spec = Spec.defaults();
    if (call.options().has("rootless")) {
      spec = rootless(spec);
    }
    Path file = Path.of(call.options().last("bundle").orElse("")).resolve("config.json");
    try {
      Files.writeString(
          file, spec.toIndentedJson(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return 0;
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure("File " + file + " exists. Remove it first");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be written: " + IoFailure.reason(e));
    }
  }

  /**
   * What an ordinary user can run: a user namespace with that user as root, the host's network, a
   * bind mount of its sysfs, which only the owner of the network namespace may mount, and no group
   * that is not mapped.
   */
  private static Spec rootless(Spec spec) {
    Linux linux = spec.linux().orElseThrow();
    List<Namespace> namespaces = new ArrayList<>();
    for (Namespace namespace : linux.namespaces()) {
      if (namespace.type() != NamespaceType.NETWORK) {
        namespaces.add(namespace);
      }
    }
    namespaces.add(Namespace.created(NamespaceType.USER));
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : spec.mounts()) {
      if (mount.destination().equals("/sys")) {
        mounts.add(
            Mount.of("/sys", "none", "/sys", List.of("rbind", "nosuid", "noexec", "nodev", "ro")));
      } else {
        mounts.add(
            mount.withOptions(
                mount.options().stream()
                    .filter(option -> !option.startsWith("gid=") && !option.startsWith("uid="))
                    .toList()));
      }
    }
    return spec.withMounts(mounts)
        .withLinux(
            linux
                .withNamespaces(namespaces)
                .withUidMappings(
                    List.of(
                        new IdMapping(
                            0, Integer.toUnsignedLong(Processes.effectiveUid()), 1, Map.of())))
                .withGidMappings(
                    List.of(
                        new IdMapping(
                            0, Integer.toUnsignedLong(Processes.effectiveGid()), 1, Map.of()))));
  }
}
