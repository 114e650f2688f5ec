package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.davit.engine.Davit;
import dev.davit.runtime.cgroup.CgroupStats;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code davit run -d} and what is done with such containers, and pods of files, as people type.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class DetachedCommandTest {
  private static final String COUNT =
      "trap 'exit 42' TERM; i=0; while :; do i=$((i+1)); echo out $i; echo err $i >&2;"
          + " sleep 0.1; done";

  private OnDemandDaemon davit;

  @BeforeEach
  void open() {
    davit = new OnDemandDaemon();
  }

  @AfterEach
  void close() {
    davit.close();
  }

  private int count() {
    try (Davit engine = Davit.at(davit.davit().root(), davit.davit().state())) {
      return (int) engine.containers().stream().filter(c -> c.pod().isPresent()).count();
    }
  }

  @Test
  void outlivesItsCommandAndItsDaemon() throws Exception {
    String id =
        davit.run("run", "-d", "--name", "count", SharedImages.BUSYBOX, "sh", "-c", COUNT).line();
    assertEquals(64, id.length());
    int pid = davit.pid("count");
    Tool.Result taken =
        davit.attempt("run", "-d", "--name", "count", SharedImages.BUSYBOX, "true").expect(125);
    assertTrue(taken.err().contains("name count: in use by container"), taken::toString);
    assertEquals(1, count());

    davit.kill();
    int before = lastNumber(davit.run("logs", "--tail", "1", "count"));
    assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
    OnDemandDaemon.until(
        "a line after the kill",
        () -> lastNumber(davit.run("logs", "--tail", "1", "count")) > before);
    assertEquals(pid, davit.pid("count"));
    Tool.Result all = davit.run("logs", "count");
    int lines = (int) all.out().lines().count();
    for (int i = 1; i <= lines; i++) {
      assertTrue(all.out().contains("out " + i + "\n"), "line " + i + " is lost");
    }
    assertFalse(all.out().contains("err"));
    assertTrue(all.err().contains("err 1\n"));

    Tool.Result exec = davit.attempt("exec", "-e", "A=b", "count", "sh", "-c", "echo $A; exit 7");
    assertEquals("b", exec.expect(7).line());
    davit.run("stop", "count");
    assertEquals("42", davit.run("wait", "count").line());
    assertTrue(davit.run("ps", "-a").out().contains("exited (42)"));
    davit.run("start", "count");
    int second = davit.pid("count");
    assertNotEquals(pid, second);
    assertNotEquals(0, second);
    davit.run("restart", "-t", "20", "count");
    assertNotEquals(second, davit.pid("count"));
    assertNotEquals(0, davit.pid("count"));
    assertTrue(davit.attempt("rm", "count").expect(1).err().contains("running: stop it first"));
    davit.run("rm", "-f", "count");
    assertEquals(0, count());
    davit.attempt("logs", "count").expect(1);
  }

  private static int lastNumber(Tool.Result result) {
    String text = (result.out() + result.err()).strip();
    return text.isEmpty() ? 0 : Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
  }

  @Test
  void hasTheLimitsAndTheRightsThatItWasGiven() throws Exception {
    davit.run(
        "run",
        "-d",
        "--name",
        "small",
        "--memory",
        "32m",
        "--pids",
        "20",
        "--read-only",
        "--tmpfs",
        "/t:size=1m",
        "-u",
        "1000:50",
        "-e",
        "A=b",
        "-w",
        "/var",
        "-l",
        "k=v",
        "--cap-drop",
        "ALL",
        SharedImages.BUSYBOX,
        "sleep",
        "1000");
    Tool.Result inside =
        davit.attempt(
            "exec",
            "small",
            "sh",
            "-c",
            "id -u; id -g; pwd; echo $A; hostname; touch /t/x && echo t; grep CapBnd /proc/self/status;"
                + " touch /x");
    assertEquals(
        "1000\n50\n/var\nb\nsmall\nt\nCapBnd:\t0000000000000000\n", inside.expect(1).out());
    CgroupStats stats = stats();
    assertEquals(32L << 20, stats.memoryLimitBytes().orElse(0L));
    assertEquals(20L, stats.processesLimit().orElse(0L));
    davit.run("update", "--memory", "48m", "--pids", "30", "small");
    assertEquals(48L << 20, stats().memoryLimitBytes().orElse(0L));
    assertEquals(30L, stats().processesLimit().orElse(0L));
    davit.run("restart", "-t", "0", "small");
    assertEquals(48L << 20, stats().memoryLimitBytes().orElse(0L), "after a restart");
    assertEquals(30L, stats().processesLimit().orElse(0L), "after a restart");
    davit.run("pause", "small");
    assertTrue(davit.run("ps").out().contains("(paused)"));
    davit.run("unpause", "small");
    assertTrue(davit.run("top", "small").out().contains("sleep 1000"));
    davit.run("run", "-d", "--rm", "--name", "brief", SharedImages.BUSYBOX, "true");
    OnDemandDaemon.until("the end of a container with --rm", () -> count() == 1);
    Tool.Result gone = davit.attempt("wait", "brief").expect(1);
    assertTrue(gone.err().contains("is gone with its exit code"), gone::toString);
    Tool.Result wrong =
        davit.attempt("run", "-d", SharedImages.BUSYBOX, "no-such-program").expect(125);
    assertTrue(wrong.err().contains("no-such-program"), wrong::toString);
    assertEquals(1, count(), "nothing is left of it");
  }

  private CgroupStats stats() {
    try (Davit engine = Davit.at(davit.davit().root(), davit.davit().state())) {
      return engine.handle("small").usage().counters();
    }
  }

  @Test
  void connectsTerminalsStreamsAndPorts() throws Exception {
    davit.run("run", "-d", "-it", "--name", "shell", SharedImages.BUSYBOX, "sh");
    try (Typist typist = Typist.start(33, 77, davit.davit().line("attach", "shell"))) {
      typist.type("echo one-$((1+1)); stty size\n");
      typist.await("one-2");
      typist.await("33 77");
      typist.resize(44, 88);
      OnDemandDaemon.until(
          "the new size",
          () ->
              davit
                  .run("exec", "shell", "stty", "-F", "/dev/console", "size")
                  .line()
                  .equals("44 88"));
      typist.type("\u0010\u0011");
      assertEquals(0, typist.finish());
      assertTrue(typist.isAsBefore());
    }
    assertTrue(davit.info("shell").status().isRunning());

    String echo = "while read l; do echo got $l; [ $l = end ] && exit 4; done";
    // gone with its pod before the command could ask for its code
    davit.run("run", "-d", "-i", "--rm", "--name", "echo", SharedImages.BUSYBOX, "sh", "-c", echo);
    byte[] input = "one\nend\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("got one\ngot end\n", davit.attempt(input, "attach", "echo").expect(4).out());

    davit.run(
        "run",
        "-d",
        "--name",
        "http",
        SharedImages.BUSYBOX,
        "httpd",
        "-f",
        "-p",
        "9000",
        "-h",
        "/etc");
    try (DavitCommand.Running forward = davit.start("port-forward", "http", "9000")) {
      String line = forward.readLine();
      assertTrue(line.matches("127\\.0\\.0\\.1:[0-9]+ -> 9000"), line);
      int port = Integer.parseInt(line.replaceAll("^.*:([0-9]+) .*$", "$1"));
      OnDemandDaemon.until("an answer of the server", () -> get(port).contains("root:"));
      forward.process().toHandle().destroy();
      assertEquals(143, forward.process().waitFor());
    }
  }

  private static String get(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET /passwd HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      return "";
    }
  }

  @Test
  @Needs({Need.IP, Need.NFT})
  void publishesItsPortsOnTheHostOrHasNoNetworkAtAll() {
    try (HostNamespace host = new HostNamespace();
        OnDemandDaemon bridged = new OnDemandDaemon(host)) {
      bridged.run(
          "run",
          "-d",
          "--name",
          "web",
          "-p",
          "8080:80",
          SharedImages.BUSYBOX,
          "httpd",
          "-f",
          "-h",
          "/etc");
      bridged.run("run", "-d", "--name", "peer", SharedImages.BUSYBOX, "sleep", "1000");
      String get =
          "until wget -q -O - http://10.89.0.1:8080/passwd 2>/dev/null; do usleep 50000; done";
      assertTrue(bridged.run("exec", "peer", "sh", "-c", get).out().contains("root:"));
      bridged.run(
          "run", "-d", "--name", "alone", "--net", "none", SharedImages.BUSYBOX, "sleep", "1000");
      assertEquals("", bridged.run("exec", "alone", "ip", "route").out());
      String peer = bridged.run("inspect", "peer").out();
      assertTrue(peer.matches("(?s).*\"addresses\": \\[\\s*\"10\\.89\\.0\\.3\".*"), peer);
      assertTrue(bridged.run("exec", "alone", "ip", "addr").out().contains("127.0.0.1/8"));
    }
  }

  @Test
  void runsAPodOfAManifest() throws Exception {
    Path file = davit.directory().resolve("pod.yaml");
    Path host = Files.writeString(davit.directory().resolve("host"), "seen\n");
    Files.writeString(
        file, MANIFEST.replace("IMAGE", SharedImages.BUSYBOX).replace("HOST", host.toString()));
    davit.run("pod", "ps");
    try (DavitCommand.Running events = davit.start("events")) {
      // the stream has begun when an event of another pod comes through
      String line = "";
      for (int i = 0; i < 100 && line.isEmpty(); i++) {
        davit.run("run", "-d", "--rm", "--name", "probe" + i, SharedImages.BUSYBOX, "true");
        line = events.process().getInputStream().available() > 0 ? events.readLine() : "";
      }
      assertTrue(line.matches("[-0-9T:.]+Z (pod|container) [a-z]+ [0-9a-f]{12} probe.*"), line);
      davit.run("pod", "run", "-f", file.toString());
      while (!line.matches(".* container started [0-9a-f]{12} web/side")) {
        line = events.readLine();
      }
      events.process().toHandle().destroy();
    }
    assertTrue(davit.run("pod", "ps").out().contains("2/2 running"));
    assertTrue(davit.run("ps").out().contains("web/app"));
    OnDemandDaemon.until(
        "the file of the other container",
        () -> davit.run("logs", "web/side").out().contains("from-app"));
    OnDemandDaemon.until(
        "the greeting", () -> davit.run("logs", "web/app").out().equals("hello world\n"));
    String look =
        "id -u; id -g; ls /data; cat /host; grep -c ' /mem tmpfs' /proc/mounts; ps; echo > /x";
    Tool.Result inside = davit.attempt("exec", "web/app", "sh", "-c", look).expect(1);
    assertTrue(inside.out().startsWith("1000\n1000\nfrom-app\nseen\n1\n"), inside::toString);
    assertTrue(inside.out().contains("sleep 1001"), "the PIDs are shared: " + inside);
    JsonArray stats =
        JsonParser.parseString(davit.run("pod", "stats", "-o", "json", "web").out())
            .getAsJsonArray();
    assertEquals(1, stats.size());
    davit.run("run", "-d", "--name", "single", SharedImages.BUSYBOX, "sleep", "1000");
    assertFalse(davit.run("pod", "stats", "--no-stream").out().contains("single"));
    assertTrue(davit.run("pod", "stats", "-a", "--no-stream").out().contains("single"));
    davit.run("rm", "-f", "single");
    assertTrue(davit.attempt("pod", "rm", "web").expect(1).err().contains("containers of it run"));
    assertTrue(davit.run("pod", "stats", "--no-stream", "web").out().contains("web"));
    davit.run("pod", "rm", "-f", "web");
    assertEquals(0, count());
    davit.run("pod", "run", "-f", file.toString());
    davit.run("pod", "stop", "-a");
    davit.run("pod", "rm", "-a");
    assertEquals(0, count());
  }

  /** Of a registry that does not answer. */
  @Test
  void pullsTheImagesOfAManifestWhenItSaysSo() throws Exception {
    Path file = davit.directory().resolve("pull.yaml");
    davit.run("tag", SharedImages.BUSYBOX, "localhost:1/box:1");
    try {
      Files.writeString(file, PULLED.formatted("box", "Always"));
      Tool.Result asked = davit.attempt("pod", "run", "-f", file.toString()).expect(1);
      assertTrue(asked.err().contains("localhost:1/box:1: connection refused"), asked.err());
      Files.writeString(file, PULLED.formatted("other", "Never"));
      Tool.Result absent = davit.attempt("pod", "run", "-f", file.toString()).expect(1);
      assertTrue(absent.err().contains("localhost:1/other:1: no such image: "), absent.err());
      assertEquals(0, count());
      for (String policy : List.of("Never", "IfNotPresent")) {
        Files.writeString(file, PULLED.formatted("box", policy));
        davit.run("pod", "run", "-f", file.toString());
        davit.run("pod", "rm", "-f", "pull");
      }
    } finally {
      davit.run("rmi", "localhost:1/box:1");
    }
  }

  private static final String PULLED =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: pull}
      spec:
        terminationGracePeriodSeconds: 0
        containers:
        - {name: app, image: 'localhost:1/%s:1', imagePullPolicy: %s, command: [sleep, '1000']}
      """;

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        shareProcessNamespace: true
        terminationGracePeriodSeconds: 0
        containers:
        - name: app
          image: IMAGE
          command: [sh, -c, 'echo $(GREETING); touch /data/from-app; sleep 1000']
          env: [{name: WHO, value: world}, {name: GREETING, value: hello $(WHO)}]
          volumeMounts:
          - {name: data, mountPath: /data}
          - {name: mem, mountPath: /mem}
          - {name: host, mountPath: /host, readOnly: true}
          resources: {limits: {cpu: 500m, memory: 64Mi}}
          securityContext: {runAsUser: 1000, runAsGroup: 1000, readOnlyRootFilesystem: true}
        - name: side
          image: IMAGE
          args: [sh, -c, 'while ! [ -e /data/from-app ]; do sleep 0.1; done; ls /data; sleep 1001']
          volumeMounts: [{name: data, mountPath: /data}]
        volumes:
        - {name: data, emptyDir: {}}
        - {name: mem, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
        - {name: host, hostPath: {path: HOST, type: FileOrCreate}}
      """;
}
