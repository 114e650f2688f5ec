package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Image;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that other tools push are pulled, and the other way round. */
class OtherToolsTest {

  @TempDir Path directory;
  private TestRegistry server;
  private Registry registry;
  private ImageStore store;

  @BeforeEach
  void startRegistry() {
    Tools.needRoot();
    Tools.need("skopeo");
    Tools.need("buildah");
    server = TestRegistry.plain(directory);
    registry = new Registry(RegistryHosts.none(), Logins.NONE, PullPushTest.IMPATIENT, Map.of());
    store = ImageStore.open(directory.resolve("store"));
  }

  @AfterEach
  void endRegistry() {
    if (server != null) {
      server.close();
    }
  }

  private String name(String rest) {
    return server.domain() + "/" + rest;
  }

  private Image pushed(String rest) {
    TarFixture.layers(
        store,
        "made:1",
        new RawTar().file("base", "base").file("gone", "gone").end(),
        new RawTar().file(".wh.gone", "").file("top", "top").end());
    store.push(registry, "made:1", name(rest), PushRequest.DEFAULT);
    return store.resolve("made:1");
  }

  private Image pull(String rest, PullRequest request) {
    ImageStore there = ImageStore.open(directory.resolve("there-" + rest.replaceAll("\\W", "-")));
    return there.pull(registry, name(rest), request);
  }

  private void skopeo(String from, String to, String more) throws Exception {
    Tools.sh(
        directory,
        "skopeo copy -q --src-tls-verify=false --dest-tls-verify=false %s docker://%s docker://%s"
            .formatted(more, name(from), name(to)));
  }

  @Test
  void takesEveryFormThatSkopeoPushes() throws Exception {
    Image made = pushed("made:1");
    for (String form : List.of("gzip", "zstd")) {
      skopeo("made:1", "oci:" + form, "--format oci --dest-compress-format " + form);
      assertEquals(made.id(), pull("oci:" + form, PullRequest.DEFAULT).id());
    }
    skopeo("made:1", "docker:1", "--format v2s2 --dest-compress-format gzip");
    Image docker = pull("docker:1", PullRequest.DEFAULT);
    assertEquals(made.config().rootfs().diffIds(), docker.config().rootfs().diffIds());
    Path top = directory.resolve("there-docker-1/overlay2/2/diff");
    assertEquals("top", Files.readString(top.resolve("top")));
    assertTrue(Files.exists(top.resolve("gone")), "a whiteout");
  }

  @Test
  void takesOfAListTheImageOfAPlatform() throws Exception {
    Tools.sh(
        directory,
        """
        b() { buildah --root %1$s/b --runroot %1$s/br --storage-driver vfs "$@"; }
        for arch in amd64 arm64; do
          c=$(b from --arch $arch scratch)
          echo $arch >file
          b copy -q $c file /arch >/dev/null
          b config --arch $arch --os linux $c
          b commit -q --format docker $c app-$arch >/dev/null
        done
        for form in v2s2 oci; do
          b manifest create list-$form >/dev/null
          for arch in amd64 arm64; do
            b manifest add --arch $arch --os linux list-$form containers-storage:localhost/app-$arch >/dev/null
          done
          b manifest push -q --all --tls-verify=false --format $form list-$form docker://%2$s >/dev/null
        done
        """
            .formatted(directory, name("list:") + "$form"));
    for (String form : List.of("v2s2", "oci")) {
      for (String arch : List.of("amd64", "arm64")) {
        Image image = pull("list:" + form, PullRequest.DEFAULT.on(Platform.of("linux", arch)));
        assertEquals(arch, image.config().architecture());
      }
      ImageStore there = ImageStore.open(directory.resolve("there-list-" + form));
      List<Image> images = there.images();
      Digest list =
          registry
              .repository(
                  dev.davit.oci.image.ImageReference.parse(name("list:" + form)),
                  Optional.empty(),
                  RetryListener.NONE)
              .manifest(dev.davit.oci.image.ImageReference.parse(name("list:" + form)))
              .digest();
      assertEquals(2, images.size());
      assertTrue(
          images.stream()
              .anyMatch(i -> i.pulled().stream().anyMatch(r -> r.digest().get().equals(list))),
          "the digest of the list is remembered");
      assertEquals("arm64", there.resolve(name("list@" + list)).config().architecture());
    }
  }

  @Test
  void isUnderstoodBySkopeoAndPodman() throws Exception {
    Tools.need("podman");
    Image made = pushed("made:1");
    String inspected =
        Tools.sh(directory, "skopeo inspect --tls-verify=false docker://" + name("made:1"));
    made.config().rootfs().diffIds().forEach(d -> assertTrue(inspected.contains(d.toString())));
    String id =
        Tools.sh(
            directory,
            "podman --root %1$s/p --runroot %1$s/pr --storage-driver vfs pull -q --tls-verify=false %2$s 2>/dev/null"
                .formatted(directory, name("made:1")));
    assertEquals(made.id().hex(), id.strip());
  }

  @Test
  void findsWhatRefersToAnImage() throws Exception {
    Image made = pushed("made:1");
    Digest subject = made.manifest();
    String artifact =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "artifactType":"application/vnd.example.sbom",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","size":2,
           "digest":"%1$s"},
         "layers":[{"mediaType":"text/plain","size":2,"digest":"%1$s"}],
         "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"%2$s"}}
        """
            .formatted(Digest.sha256("{}".getBytes()), subject);
    Digest digest = Digest.sha256(artifact.getBytes());
    String index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
          {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":%d,"digest":"%s",
           "artifactType":"application/vnd.example.sbom"}]}
        """
            .formatted(artifact.length(), digest);
    Files.writeString(directory.resolve("empty"), "{}");
    Repository repository =
        registry.repository(
            dev.davit.oci.image.ImageReference.parse(name("made:1")),
            Optional.empty(),
            RetryListener.NONE);
    BlobUpload upload = new BlobUpload(repository);
    upload.blob(Digest.sha256("{}".getBytes()), directory.resolve("empty"), List.of(), n -> {});
    upload.manifest(
        digest.toString(), "application/vnd.oci.image.manifest.v1+json", artifact.getBytes());
    // This registry has no referrers API: the specification's fallback is an index under a tag.
    upload.manifest(
        "sha256-" + subject.hex(), "application/vnd.oci.image.index.v1+json", index.getBytes());
    assertEquals(
        List.of(digest),
        repository.referrers(subject, Optional.empty()).stream().map(d -> d.digest()).toList());
    assertEquals(
        List.of(), repository.referrers(subject, Optional.of("application/vnd.example.other")));
    assertEquals(List.of(), repository.referrers(digest, Optional.empty()));
  }
}
