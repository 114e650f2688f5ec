package dev.davit.image.snapshot;

import dev.davit.image.ImageException;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.layer.LayerStore;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds containers whose directories or records are damaged, and makes what they lack. */
final class SnapshotRepair {

  private final StoreLayout layout;
  private final LayerStore layers;

  SnapshotRepair(StoreLayout layout, LayerStore layers) {
    this.layout = layout;
    this.layers = layers;
  }

  Map<String, List<String>> problems(Collection<String> ids) {
    Map<String, List<String>> problems = new TreeMap<>();
    for (String id : ids) {
      List<String> found = problems(layout.containers().resolve(id));
      if (!found.isEmpty()) {
        problems.put(id, found);
      }
    }
    return problems;
  }

  private List<String> problems(Path container) {
    List<String> problems = new ArrayList<>();
    Optional<ContainerRecord> record = ContainerRecord.read(container);
    if (record.isEmpty()) {
      problems.add("its record is damaged");
    }
    boolean readOnly = record.map(ContainerRecord::readOnly).orElse(false);
    for (String name : readOnly ? List.<String>of() : List.of("upper", "work")) {
      if (!Files.isDirectory(container.resolve(name))) {
        problems.add("its directory " + name + " is missing");
      }
    }
    record
        .filter(r -> r.cacheIds().isEmpty() && r.directory().isEmpty())
        .filter(r -> !Files.isDirectory(container.resolve("lower")))
        .ifPresent(r -> problems.add("its directory lower is missing"));
    for (int cacheId : record.map(ContainerRecord::cacheIds).orElse(List.of())) {
      if (!Files.isDirectory(layers.directory(cacheId))) {
        problems.add("layer directory " + cacheId + " is missing");
      }
    }
    return problems;
  }

  void mend(Path container, ContainerRecord record) {
    try {
      for (String name : List.of("upper", "work", "lower")) {
        boolean needed =
            !name.equals("lower") && !record.readOnly()
                || name.equals("lower")
                    && record.cacheIds().isEmpty()
                    && record.directory().isEmpty();
        if (needed && !Files.isDirectory(container.resolve(name))) {
          Files.createDirectory(container.resolve(name));
        }
      }
      record.write(container);
    } catch (IOException e) {
      throw new ImageException.Storage(container + ": mend: " + IoFailure.reason(e), e);
    }
  }
}
