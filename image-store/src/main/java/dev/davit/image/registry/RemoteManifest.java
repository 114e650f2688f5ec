package dev.davit.image.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.MediaTypes;

/**
 * A manifest or an index as a registry gave it.
 *
 * @param mediaType what the document says it is, else what the registry says
 * @param digest of its bytes
 * @param text itself
 * @param sizeBytes of the bytes
 */
public record RemoteManifest(String mediaType, Digest digest, String text, long sizeBytes) {

  /** Finds out what it is. */
  public RemoteManifest {
    mediaType = type(mediaType, text);
  }

  /** Registries and proxies forget headers; the document's own word is under the digest. */
  private static String type(String header, String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (json.has("mediaType")) {
        return json.get("mediaType").getAsString();
      }
      if (json.has("fsLayers")) {
        throw new ImageException.Unsupported(
            "manifest: Docker schema 1, which is not supported (push the image again with docker"
                + " 1.10 or later)");
      }
      if (MediaTypes.isIndex(header) || MediaTypes.isManifest(header)) {
        return header;
      }
      return json.has("manifests") ? MediaTypes.INDEX : MediaTypes.MANIFEST;
    } catch (RuntimeException e) {
      if (e instanceof ImageException ours) {
        throw ours;
      }
      throw new ImageException.Malformed("manifest: no JSON object", e);
    }
  }

  /** Whether it names manifests of several platforms. */
  public boolean isIndex() {
    return MediaTypes.isIndex(mediaType);
  }
}
