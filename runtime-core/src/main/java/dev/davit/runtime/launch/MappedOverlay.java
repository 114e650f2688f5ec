package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.mount.FilesystemContext;
import dev.davit.linux.mount.MountChange;
import dev.davit.linux.mount.Mounts;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.MountIds;
import dev.davit.runtime.plan.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stacks layers that show other ids: each is a detached clone with an id mapping
 * (mount_setattr(2)), which overlayfs takes by its descriptor. It takes clones that are in no mount
 * table since Linux 6.13.
 */
public final class MappedOverlay {

  private final Host host;

  /** On this host. */
  public MappedOverlay(Host host) {
    this.host = host;
  }

  Fd mount(Preparation.MountOverlay overlay, MountIds ids) throws ErrnoException {
    if (overlay.classic()) {
      throw StepException.of(
          overlay.title(), "layers with the ids of a user namespace need Linux 6.13");
    }
    List<Fd> opened = new ArrayList<>();
    try (Fd namespace = new UserNamespaces(host).make(ids);
        FilesystemContext context = FilesystemContext.open("overlay")) {
      for (Path path : overlay.lowerdirs()) {
        Fd layer = mapped(path, namespace);
        opened.add(layer);
        context.string("lowerdir+", layer.procPath());
      }
      context.string("upperdir", directory(overlay.upperdir(), opened).procPath());
      context.string("workdir", directory(overlay.workdir(), opened).procPath());
      context.create();
      return context.mount(0);
    } finally {
      opened.forEach(Fd::close);
    }
  }

  private static Fd mapped(Path layer, Fd namespace) throws ErrnoException {
    Fd clone = Mounts.cloneTree(Fd.CWD, layer.toString(), 0);
    try {
      Mounts.setAttributes(clone, false, MountChange.idmap(namespace));
      return clone;
    } catch (ErrnoException e) {
      clone.close();
      throw e;
    }
  }

  /**
   * Shows layers with other ids, for reading only.
   *
   * @param layers the topmost first
   * @return a mount that is in no mount table, which the caller closes
   * @throws ErrnoException if the kernel or the filesystem of the layers cannot
   */
  public Fd view(List<Path> layers, List<IdMapping> uids, List<IdMapping> gids)
      throws ErrnoException {
    List<Fd> opened = new ArrayList<>();
    try (Fd namespace = new UserNamespaces(host).make(new MountIds(uids, gids, false))) {
      if (layers.size() == 1) {
        return mapped(layers.get(0), namespace);
      }
      try (FilesystemContext context = FilesystemContext.open("overlay")) {
        for (Path path : layers) {
          Fd layer = mapped(path, namespace);
          opened.add(layer);
          context.string("lowerdir+", layer.procPath());
        }
        context.create();
        return context.mount(MountAttributes.MOUNT_ATTR_RDONLY);
      }
    } finally {
      opened.forEach(Fd::close);
    }
  }

  private static Fd directory(Path path, List<Fd> opened) throws ErrnoException {
    Fd fd = Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    opened.add(fd);
    return fd;
  }

  /**
   * Whether it can be done with layers below a directory, found out by trying.
   *
   * @param directory which has to exist; nothing is left in it
   */
  public boolean works(Path directory) {
    List<Path> made = new ArrayList<>();
    try {
      Path place = Files.createTempDirectory(directory, ".mapped-");
      made.add(place);
      for (String name : List.of("lower", "upper", "work")) {
        made.add(Files.createDirectory(place.resolve(name)));
      }
      MountIds ids = new MountIds(ofRoot(), ofRoot(), false);
      Preparation.MountOverlay overlay =
          new Preparation.MountOverlay(
              List.of(made.get(1)),
              made.get(2),
              made.get(3),
              !host.lowerdirPlus(),
              false,
              Optional.of(ids));
      mount(overlay, ids).close();
      return true;
    } catch (ErrnoException | IOException | StepException e) {
      return false;
    } finally {
      made.stream().findFirst().ifPresent(MappedOverlay::remove);
    }
  }

  private static List<IdMapping> ofRoot() {
    return List.of(new IdMapping(0, 65536, 1, Map.of()));
  }

  private static void remove(Path place) {
    for (String name : List.of("work/work", "work", "upper", "lower", "")) {
      try {
        Files.deleteIfExists(place.resolve(name));
      } catch (IOException e) {
        // an empty directory of our own stays
      }
    }
  }
}
