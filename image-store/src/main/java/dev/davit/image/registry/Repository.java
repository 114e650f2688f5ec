package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.content.BlobStore;
import dev.davit.image.registry.Endpoint.Ability;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.MediaTypes;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One repository of one registry, wherever it is answered for: mirrors first, the registry itself
 * last. Safe for use by many threads.
 */
public final class Repository {

  private static final String MANIFEST_TYPES =
      String.join(
          ", ",
          MediaTypes.INDEX,
          MediaTypes.MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.DOCKER_MANIFEST);

  private final String domain;
  private final String path;
  private final List<HostClient> hosts;

  Repository(String domain, String path, List<HostClient> hosts) {
    this.domain = domain;
    this.path = path;
    this.hosts = List.copyOf(hosts);
  }

  String path() {
    return path;
  }

  /** The name of registry and repository, for messages. */
  public String name() {
    return domain + "/" + path;
  }

  String pullScope() {
    return "repository:" + path + ":pull";
  }

  /** The registry itself. */
  HostClient origin() {
    return hosts.get(hosts.size() - 1);
  }

  /**
   * A manifest or index, verified if it is asked for by digest.
   *
   * @throws ImageException.NotFound if there is none
   */
  public RemoteManifest manifest(ImageReference reference) {
    if (reference.digest().isPresent()) {
      return manifest(reference.digest().get());
    }
    String tag = reference.tag().orElseThrow();
    return tagged(tag);
  }

  /** What a tag stands for. */
  RemoteManifest tagged(String tag) {
    return first(Ability.RESOLVE, host -> manifest(host, tag));
  }

  /** All tags. */
  public List<String> tags() {
    return new Listings(this).tags();
  }

  /**
   * What refers to a manifest: signatures, bills of materials and other artifacts.
   *
   * @param artifactType only those of this type
   */
  public List<Descriptor> referrers(Digest subject, Optional<String> artifactType) {
    return new Listings(this).referrers(subject, artifactType);
  }

  /** A manifest or index, verified. */
  public RemoteManifest manifest(Digest digest) {
    return first(
        Ability.PULL,
        host -> {
          RemoteManifest manifest = manifest(host, digest.toString());
          if (!manifest.digest().equals(digest)) {
            throw new ImageException.WrongDigest(
                host.endpoint().name() + ": manifest of " + name(),
                digest.toString(),
                manifest.digest().toString());
          }
          return manifest;
        });
  }

  private RemoteManifest manifest(HostClient host, String reference) {
    String separator = reference.contains(":") ? "@" : ":";
    String what = "manifest of " + name() + separator + reference;
    Answer<byte[]> answer =
        host.ask(
            path + "/manifests/" + reference + namespace(host),
            Ask.small(
                what,
                pullScope(),
                request -> request.GET().setHeader("Accept", MANIFEST_TYPES),
                BlobStore.MAX_DOCUMENT_BYTES));
    check(host, what, answer);
    String type = answer.header("Content-Type").replaceFirst(";.*", "").strip();
    Digest digest = digestOf(reference, answer);
    return new RemoteManifest(
        type, digest, new String(answer.body(), StandardCharsets.UTF_8), answer.body().length);
  }

  /** In the algorithm by which it was asked for. */
  private static Digest digestOf(String reference, Answer<byte[]> answer) {
    boolean sha512 = reference.startsWith("sha512:");
    Digest.Algorithm algorithm = sha512 ? Digest.Algorithm.SHA512 : Digest.Algorithm.SHA256;
    return Digest.of(algorithm, algorithm.messageDigest().digest(answer.body()));
  }

  /** A small blob, such as a configuration, verified. */
  public String document(Descriptor descriptor) {
    Digest digest = descriptor.digest();
    String what = "blob " + digest.algorithm() + ":" + digest.shortHex() + " of " + name();
    if (descriptor.size() > BlobStore.MAX_DOCUMENT_BYTES) {
      throw new ImageException.Malformed(
          what + ": document of more than " + BlobStore.MAX_DOCUMENT_BYTES + " bytes");
    }
    byte[] bytes =
        blob(
                digest,
                Ask.small(
                    what, pullScope(), HttpRequest.Builder::GET, BlobStore.MAX_DOCUMENT_BYTES))
            .body();
    Digest actual = Digest.of(digest.algorithm(), digest.algorithm().messageDigest().digest(bytes));
    if (!actual.equals(digest)) {
      throw new ImageException.WrongDigest(what, digest.toString(), actual.toString());
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A blob, or what is missing of it. */
  <T> Answer<T> blob(Digest digest, Ask<T> ask) {
    return first(
        Ability.PULL,
        host -> {
          Answer<T> answer = host.ask(path + "/blobs/" + digest + namespace(host), ask);
          check(host, ask.what(), answer);
          return answer;
        });
  }

  /** Tells a mirror of many registries which one is meant, as containerd does. */
  private String namespace(HostClient host) {
    return host == origin() ? "" : "?ns=" + domain;
  }

  /** Turns an answer that is none into an exception. */
  void check(HostClient host, String what, Answer<?> answer) {
    int status = answer.status();
    if (status / 100 == 2) {
      return;
    }
    String message =
        host.endpoint().name() + ": " + what + ": " + ErrorBody.text(status, answer.error());
    switch (status) {
      case 401, 403 ->
          throw new ImageException.Denied(message + " (see davit login " + domain + ")");
      case 407 ->
          throw new ImageException.Denied(
              message + " (the proxy wants a login: name it as http://USER:PASSWORD@HOST:PORT)");
      case 404, 410 -> throw new ImageException.NotFound(message);
      default -> throw new ImageException.Registry(message, status, null);
    }
  }

  /** The first host that can; what the last one says counts if none can. */
  <T> T first(Ability ability, Function<HostClient, T> action) {
    List<ImageException> failures = new ArrayList<>();
    for (HostClient host : hosts) {
      if (!host.endpoint().abilities().contains(ability)) {
        continue;
      }
      try {
        return action.apply(host);
      } catch (ImageException.Storage e) {
        throw e;
      } catch (ImageException e) {
        failures.add(e);
      }
    }
    if (failures.isEmpty()) {
      throw new ImageException.Unsupported(
          name()
              + ": no host of this registry may "
              + ability.name().toLowerCase(java.util.Locale.ROOT));
    }
    ImageException last = failures.remove(failures.size() - 1);
    failures.forEach(last::addSuppressed);
    throw last;
  }
}
