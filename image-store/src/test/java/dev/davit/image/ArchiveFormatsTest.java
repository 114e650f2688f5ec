package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFormatsTest {

  @TempDir Path temp;
  private ImageStore store;

  @BeforeEach
  void opensAStore() {
    Tools.needRoot();
    store = ImageStore.open(temp.resolve("data"));
  }

  /** An OCI layout of two layers made by umoci, tagged {@code v1}. */
  private void layout(String name) throws Exception {
    Tools.need("umoci");
    Tools.need("skopeo");
    Tools.sh(
        temp,
        "umoci init --layout "
            + name
            + "; umoci new --image "
            + name
            + ":v1; mkdir one two; "
            + "echo 1 >one/first; echo 2 >two/second; tar -C one -cf one.tar .; tar -C two -cf two.tar .; "
            + "umoci raw add-layer --image "
            + name
            + ":v1 one.tar; "
            + "umoci raw add-layer --image "
            + name
            + ":v1 two.tar; "
            + "umoci config --image "
            + name
            + ":v1 --config.cmd /bin/x --config.env A=b");
  }

  private void assertIsTheImage(Image image, String name) {
    assertEquals(name, image.displayName());
    assertEquals(2, image.chainIds().size());
    assertEquals(List.of("/bin/x"), image.config().config().orElseThrow().cmd());
    var snapshot = store.snapshots().prepare("c", image);
    assertTrue(Files.exists(snapshot.lowerdirs().get(0).resolve("second")));
    assertTrue(Files.exists(snapshot.lowerdirs().get(1).resolve("first")));
    store.snapshots().remove("c");
    assertNothingInTheWorks();
  }

  private void assertNothingInTheWorks() {
    assertEquals(0, temp.resolve("data/journal").toFile().list().length);
  }

  @Test
  void loadsALayoutAndASkopeoReadsTheStoreInPlace() throws Exception {
    layout("box");
    Image image = store.load(temp.resolve("box")).get(0);
    assertIsTheImage(image, "box:v1");
    String inspected = Tools.sh(temp, "skopeo inspect oci:data/image:docker.io/library/box:v1");
    assertTrue(inspected.contains(image.manifest().toString()), inspected);
    Tools.sh(temp, "skopeo copy -q oci:data/image:docker.io/library/box:v1 dir:copy");
    store.tag("box:v1", "other/name:v2");
    Tools.sh(temp, "skopeo inspect oci:data/image:docker.io/other/name:v2");
  }

  @Test
  void loadsATarOfALayoutCompressedOrNot() throws Exception {
    layout("box");
    Tools.sh(
        temp,
        "tar -C box -cf box.tar .; gzip -k box.tar; zstd -q box.tar; "
            + "head -c 3000 box.tar | gzip >multi.tgz; tail -c +3001 box.tar | gzip >>multi.tgz; "
            + "skopeo copy -q oci:box:v1 oci-archive:named.tar:reg.example:5000/a/b:c");
    assertIsTheImage(store.load(temp.resolve("box.tar")).get(0), "box:v1");
    assertIsTheImage(store.load(temp.resolve("box.tar.gz")).get(0), "box:v1");
    assertIsTheImage(store.load(temp.resolve("box.tar.zst")).get(0), "box:v1");
    assertIsTheImage(store.load(temp.resolve("multi.tgz")).get(0), "multi:v1");
    assertEquals(
        List.of("box:v1", "multi:v1"),
        store.resolve("box:v1").references().stream().map(ImageReference::familiar).toList());
    Image named = store.load(temp.resolve("named.tar")).get(0);
    assertTrue(named.references().contains(ImageReference.parse("reg.example:5000/a/b:c")));
    assertEquals(1, store.images().size());
  }

  @Test
  void loadsLayersOfEveryCompression() throws Exception {
    layout("box");
    Tools.sh(
        temp,
        "skopeo copy -q --dest-compress --dest-compress-format zstd oci:box:v1 dir:z; "
            + "skopeo copy -q --dest-decompress oci:box:v1 dir:plain; "
            + "skopeo copy -q dir:z oci:zstd:v1; skopeo copy -q --dest-oci-accept-uncompressed-layers dir:plain oci:plain-layers:v1");
    for (String layout : List.of("zstd", "plain-layers")) {
      ImageStore other = ImageStore.open(temp.resolve("data-" + layout));
      Image image = other.load(temp.resolve(layout)).get(0);
      assertEquals(2, image.chainIds().size());
      assertEquals(2, Files.list(temp.resolve("data-" + layout + "/overlay2")).count());
    }
  }

  @Test
  void loadsOldDockerArchivesWithTheSameId() throws Exception {
    layout("box");
    Image image = store.load(temp.resolve("box")).get(0);
    Tools.sh(
        temp,
        "skopeo copy -q oci:box:v1 docker-archive:old.tar:example.com/old:1; "
            + "tar -tf old.tar | sort >&2; tar -tf old.tar | grep -q layer.tar");
    Image old = store.load(temp.resolve("old.tar")).get(0);
    assertEquals(image.id(), old.id());
    assertEquals(image.chainIds(), old.chainIds());
    assertTrue(old.references().contains(ImageReference.parse("example.com/old:1")));
    assertEquals(2, Files.list(temp.resolve("data/overlay2")).count());
    assertNothingInTheWorks();
  }

  @Test
  void loadsNewDockerArchivesWithTheNamesOfTheirManifestJson() throws Exception {
    layout("box");
    Tools.sh(
        temp,
        "manifest=$(grep -o 'sha256:[0-9a-f]*' box/index.json | head -1 | cut -d: -f2); "
            + "config=$(grep -o '\"digest\":\"sha256:[0-9a-f]*' box/blobs/sha256/$manifest | head -1 | cut -d: -f3); "
            + "echo '[{\"Config\":\"blobs/sha256/'$config'\",\"RepoTags\":[\"shop/web:7\"],\"Layers\":[]}]' >box/manifest.json; "
            + "tar -C box -cf new.tar .");
    assertEquals("shop/web:7", store.load(temp.resolve("new.tar")).get(0).displayName());
  }

  @Test
  void choosesTheManifestOfThisMachine() throws Exception {
    layout("box");
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Tools.sh(
        temp,
        "python3 - <<'E'\n"
            + "import json,hashlib\n"
            + "i=json.load(open('box/index.json')); good=dict(i['manifests'][0]); good.pop('annotations')\n"
            + "good['platform']={'os':'linux','architecture':'"
            + arch
            + "'}\n"
            + "bad=dict(good); bad['digest']='sha256:'+'0'*64; bad['platform']={'os':'linux','architecture':'s390x'}\n"
            + "att=dict(bad); att['platform']={'os':'unknown','architecture':'unknown'}\n"
            + "v3=dict(bad); v3['platform']={'os':'linux','architecture':'"
            + arch
            + "','variant':'v9'}\n"
            + "for name,ms in (('good',[bad,v3,good,att]),('none',[bad,att])):\n"
            + "  b=json.dumps({'schemaVersion':2,'mediaType':'application/vnd.oci.image.index.v1+json','manifests':ms}).encode()\n"
            + "  d=hashlib.sha256(b).hexdigest(); open('box/blobs/sha256/'+d,'wb').write(b)\n"
            + "  json.dump({'schemaVersion':2,'manifests':[{'mediaType':'application/vnd.oci.image.index.v1+json','digest':'sha256:'+d,'size':len(b),'annotations':{'io.containerd.image.name':'docker.io/library/multi:1','org.opencontainers.image.ref.name':'1'}}]},open(name+'.json','w'))\n"
            + "E\ncp -r box none; cp none.json none/index.json; cp good.json box/index.json");
    assertIsTheImage(store.load(temp.resolve("box")).get(0), "multi:1");
    String message =
        assertThrows(ImageException.NotFound.class, () -> store.load(temp.resolve("none")))
            .getMessage();
    assertTrue(
        message.endsWith(
            "no manifest for linux/" + arch + " (there is linux/s390x, unknown/unknown)"),
        message);
  }

  @Test
  void importsTheSameTarAsTheSameImage() throws Exception {
    byte[] tar = new RawTar().directory("bin/").file("bin/sh", "#!").end();
    Files.write(temp.resolve("root.tar"), tar);
    Tools.sh(temp, "gzip -k root.tar");
    ContainerConfig config =
        ConfigChange.apply(
            ContainerConfig.empty(),
            List.of("CMD [\"sh\",\"-l\"]", "ENV A=b C=d", "WORKDIR /w", "USER 5"));
    Image one = store.importTar(temp.resolve("root.tar"), "a", config, ImportListener.NONE);
    Image two =
        ImageStore.open(temp.resolve("data2"))
            .importTar(temp.resolve("root.tar.gz"), "b:1", config, ImportListener.NONE);
    assertEquals(one.id(), two.id());
    assertEquals(List.of("sh", "-l"), one.config().config().orElseThrow().cmd());
    assertEquals(List.of("A=b", "C=d"), one.config().config().orElseThrow().env());
    assertEquals(6, one.sizeBytes() + 4);
  }

  @Test
  void refusesARootFileSystemThatWasCutBetweenEntries() throws Exception {
    Path tar = temp.resolve("a.tar");
    for (byte[] cut : List.of(new byte[0], new RawTar().directory("bin/").cut())) {
      Files.write(tar, cut);
      String message =
          assertThrows(
                  ImageException.Malformed.class,
                  () -> store.importTar(tar, "a", ContainerConfig.empty(), ImportListener.NONE))
              .getMessage();
      assertTrue(message.endsWith(": truncated: no end-of-archive marker"), message);
      assertNothingThere();
    }
  }

  @Test
  void saysWhatIsWrongWithBadInputAndLeavesNothing() throws Exception {
    layout("box");
    Path archive = temp.resolve("a.tar");
    Files.write(archive, new RawTar().directory("etc/").file("etc/passwd", "").end());
    assertProblem(
        "a.tar: no image: neither an OCI layout (oci-layout, index.json) nor a docker archive"
            + " (manifest.json); the tar of a root file system is imported under a name instead",
        archive);
    Files.writeString(archive, "not a tar at all".repeat(100));
    assertProblem("a.tar: no tar header at byte 0", archive);
    Tools.sh(temp, "tar -C box -cf box.tar .; head -c 4000 box.tar >a.tar");
    assertTrue(problem(archive).contains("a.tar: truncated at byte 4000"), problem(archive));
    Tools.sh(temp, "gzip -c box.tar | head -c 500 >a.tar");
    assertTrue(problem(archive).contains("a.tar: damaged or truncated: "), problem(archive));
    Tools.sh(temp, "xz -c box.tar >a.tar");
    assertProblem(
        "a.tar: compressed with xz, which is not supported (recompress with gzip or zstd)",
        archive);
    assertProblem("gone.tar: no such file", temp.resolve("gone.tar"));
    Files.write(
        archive,
        new RawTar().file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[]}]").end());
    assertProblem("a.tar: manifest.json: c.json is not in the archive", archive);
  }

  @Test
  void aWrongDigestNamesBothAndLeavesNothing() throws Exception {
    layout("box");
    Path blob;
    try (Stream<Path> blobs = Files.list(temp.resolve("box/blobs/sha256"))) {
      blob = blobs.filter(file -> isGzip(file)).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length - 1] ^= 1;
    Files.write(blob, bytes);
    ImageException.WrongDigest wrong =
        assertThrows(ImageException.WrongDigest.class, () -> store.load(temp.resolve("box")));
    assertEquals("sha256:" + blob.getFileName(), wrong.expected());
    assertTrue(
        wrong
            .getMessage()
            .contains(": wrong digest: expected " + wrong.expected() + ", is " + wrong.actual()));
    assertNothingThere();
  }

  @Test
  void aWrongDiffIdNamesBothAndLeavesNothing() throws Exception {
    byte[] layer = new RawTar().file("x", "y").end();
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:"
            + "1".repeat(64)
            + "\"]}}";
    Files.write(
        temp.resolve("a.tar"),
        new RawTar()
            .file(
                "manifest.json",
                "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:b\"],\"Layers\":[\"l.tar\"]}]")
            .file("c.json", config)
            .entry('0', "l.tar", "", layer, -1)
            .end());
    ImageException.WrongDigest wrong =
        assertThrows(ImageException.WrongDigest.class, () -> store.load(temp.resolve("a.tar")));
    assertEquals("sha256:" + "1".repeat(64), wrong.expected());
    assertNothingThere();
  }

  private static boolean isGzip(Path file) {
    try {
      byte[] start = Files.readAllBytes(file);
      return start[0] == 0x1f;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertNothingThere() {
    assertNothingInTheWorks();
    assertEquals(List.of(), store.images());
    assertEquals(0, temp.resolve("data/overlay2").toFile().list().length);
    assertEquals(0, temp.resolve("data/image/blobs/sha256").toFile().list().length);
    assertEquals(0, temp.resolve("data/layerdb/sha256").toFile().list().length);
  }

  private String problem(Path archive) {
    String message = assertThrows(ImageException.class, () -> store.load(archive)).getMessage();
    assertEquals(List.of(), Tools.openFiles(temp));
    assertNothingThere();
    return message;
  }

  private void assertProblem(String expected, Path archive) {
    assertEquals(temp + "/" + expected, problem(archive));
  }
}
