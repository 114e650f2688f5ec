package dev.davit.manifest;

import java.util.Iterator;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML 1.2 as plain values. In a class of its own, so that the parser is loaded for YAML only. */
final class Yaml {

  private static final int ALIASES = 50;
  private static final int LARGEST = 4 << 20;

  private Yaml() {}

  /** The one document of a text. */
  static Object read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(ALIASES)
            .setCodePointLimit(LARGEST)
            .build();
    try {
      Iterator<Object> documents = new Load(settings).loadAllFromString(text).iterator();
      if (!documents.hasNext()) {
        throw new ManifestException("empty: expected a pod");
      }
      Object document = documents.next();
      if (documents.hasNext()) {
        throw new ManifestException("more than one document: one pod to a file");
      }
      return document;
    } catch (YamlEngineException e) {
      throw new ManifestException("not YAML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
  }
}
