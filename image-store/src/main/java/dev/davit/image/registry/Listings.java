package dev.davit.image.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.content.BlobStore;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.Index;
import dev.davit.oci.image.MediaTypes;
import dev.davit.oci.json.SpecException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry has: tags, repositories, and what refers to a manifest (distribution-spec 1.1,
 * "Content Discovery"). Long lists come in pages, which are all read.
 */
final class Listings {

  private static final int PAGE = 1000;
  private static final int MOST_PAGES = 10_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");

  private final Repository repository;

  Listings(Repository repository) {
    this.repository = repository;
  }

  /** In lexical order, as the specification wants it and not every registry has it. */
  List<String> tags() {
    return pages(
            repository.path() + "/tags/list?n=" + PAGE,
            "tags of " + repository.name(),
            repository.pullScope(),
            "tags")
        .stream()
        .sorted()
        .toList();
  }

  List<String> catalog() {
    return pages("_catalog?n=" + PAGE, "catalog", "registry:catalog:*", "repositories");
  }

  private List<String> pages(String path, String what, String scope, String member) {
    HostClient host = repository.origin();
    List<String> all = new ArrayList<>();
    URI at = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      Ask<byte[]> ask =
          Ask.small(what, scope, HttpRequest.Builder::GET, BlobStore.MAX_DOCUMENT_BYTES);
      Answer<byte[]> answer = at == null ? host.ask(path, ask) : host.ask(at, ask);
      repository.check(host, what, answer);
      strings(what, answer.body(), member, all);
      Matcher next = NEXT.matcher(answer.header("Link"));
      if (!next.find()) {
        return all;
      }
      at = (at == null ? host.endpoint().at(path) : at).resolve(next.group(1));
    }
    throw tooLong(what);
  }

  private static void strings(String what, byte[] body, String member, List<String> all) {
    try {
      JsonElement list = json(body).get(member);
      if (list != null && list.isJsonArray()) {
        JsonArray array = list.getAsJsonArray();
        array.forEach(element -> all.add(element.getAsString()));
      }
    } catch (RuntimeException e) {
      throw new ImageException.Malformed(what + ": no list of names", e);
    }
  }

  private static JsonObject json(byte[] body) {
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  /**
   * Registries without the API have an index under a tag made of the digest. Not all that have it
   * pick a type themselves.
   */
  List<Descriptor> referrers(Digest subject, Optional<String> artifactType) {
    HostClient host = repository.origin();
    String what = "referrers of " + repository.name() + "@" + subject;
    String type =
        artifactType
            .map(t -> "?artifactType=" + URLEncoder.encode(t, StandardCharsets.UTF_8))
            .orElse("");
    String path = repository.path() + "/referrers/" + subject + type;
    List<Descriptor> all = new ArrayList<>();
    URI at = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      Ask<byte[]> ask =
          Ask.small(
              what,
              repository.pullScope(),
              request -> request.GET().setHeader("Accept", MediaTypes.INDEX),
              BlobStore.MAX_DOCUMENT_BYTES);
      Answer<byte[]> answer = at == null ? host.ask(path, ask) : host.ask(at, ask);
      boolean api = at != null || answer.status() != 404;
      if (api) {
        repository.check(host, what, answer);
      }
      all.addAll(
          descriptors(
              what, api ? new String(answer.body(), StandardCharsets.UTF_8) : fromTag(subject)));
      Matcher next = NEXT.matcher(api ? answer.header("Link") : "");
      if (!next.find()) {
        return all.stream()
            .filter(d -> artifactType.isEmpty() || artifactType.equals(d.artifactType()))
            .toList();
      }
      at = (at == null ? host.endpoint().at(path) : at).resolve(next.group(1));
    }
    throw tooLong(what);
  }

  private static List<Descriptor> descriptors(String what, String index) {
    try {
      return Index.parse(index).manifests();
    } catch (SpecException e) {
      throw new ImageException.Malformed(what + ": " + e.getMessage(), e);
    }
  }

  private static ImageException tooLong(String what) {
    return new ImageException.Malformed(what + ": more than " + MOST_PAGES + " pages");
  }

  private String fromTag(Digest subject) {
    try {
      return repository.tagged(subject.algorithm() + "-" + subject.hex()).text();
    } catch (ImageException.NotFound e) {
      return "{\"schemaVersion\":2,\"manifests\":[]}";
    }
  }
}
