package dev.davit.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.cri.v1.LinuxContainerSecurityContext;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.engine.pod.DavitAnnotations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodFileTest {
  private static final String SPEC =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {a: b}, annotations: {c: d}}
      spec:
        hostNetwork: true
        hostname: there
        terminationGracePeriodSeconds: 5
        securityContext: {runAsUser: 7, supplementalGroups: [9], sysctls: [{name: n, value: "1"}]}
        containers:
        - name: app
          image: i:1
          imagePullPolicy: Always
          command: [echo, "$(A) $(NONE) $$(A)"]
          env: [{name: A, value: x}]
          ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81, name: doc}]
          resources: {limits: {cpu: 1.5, memory: 64Mi}, requests: {cpu: 250m, memory: 1M}}
          volumeMounts: [{name: data, mountPath: /data}, {name: mem, mountPath: /mem}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        volumes:
        - {name: data, emptyDir: {}}
        - {name: mem, emptyDir: {medium: Memory, sizeLimit: 2Ki}}
      """;

  @Test
  void saysInTheWordsOfTheCriWhatAManifestSays() {
    PodPlan plan = PodFile.read("f", SPEC);
    assertEquals("web", plan.sandbox().metadata().orElseThrow().name());
    assertEquals("there", plan.sandbox().hostname());
    assertEquals("5", plan.sandbox().annotations().get(PodPlan.GRACE));
    assertEquals(
        NamespaceMode.NODE,
        plan.sandbox()
            .linux()
            .orElseThrow()
            .securityContext()
            .orElseThrow()
            .namespaceOptions()
            .orElseThrow()
            .network());
    assertEquals(1, plan.sandbox().portMappings().size());
    assertEquals("Always", plan.pull().get("i:1"));
    ContainerConfig app = plan.containers(name -> "/volumes/" + name).get(0);
    assertEquals(List.of("echo", "x $(NONE) $(A)"), app.command());
    assertEquals(1, app.mounts().size());
    assertEquals("/volumes/data", app.mounts().get(0).hostPath());
    assertEquals("/mem:mode=1777,size=2048", app.annotations().get(DavitAnnotations.TMPFS));
    LinuxContainerResources resources = app.linux().orElseThrow().resources().orElseThrow();
    assertEquals(150_000, resources.cpuQuota());
    assertEquals(256, resources.cpuShares());
    assertEquals(64 << 20, resources.memoryLimitInBytes());
    LinuxContainerSecurityContext security =
        app.linux().orElseThrow().securityContext().orElseThrow();
    assertEquals(7, security.runAsUser().orElseThrow().value());
    assertEquals(List.of(9L), security.supplementalGroups());
    assertTrue(security.noNewPrivs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: Pod | kind: Job | f: kind: \"Job\": expected Pod",
        "name: web | name: Web | f: metadata.name: \"Web\": not a name of DNS in lower case",
        "hostNetwork: | hostNetwrok: | f: spec.hostNetwrok: unknown field",
        "hostNetwork: true | hostNetwork: maybe | f: spec.hostNetwork: expected true or false, found"
            + " \"maybe\"",
        "hostname: | nodeName: | f: spec.nodeName: not supported: remove it",
        "hostname: there | restartPolicy: always | f: spec.restartPolicy: \"always\": unknown: use"
            + " Always",
        "image: i:1 | image: '' | f: spec.containers[0].image: required",
        "image: i:1 | livenessProbe: {} | f: spec.containers[0].image: required",
        "imagePullPolicy: Always | livenessProbe: {} | f: spec.containers[0].livenessProbe: not"
            + " supported: remove it",
        "cpu: 1.5 | cpu: lots | f: spec.containers[0].resources.limits.cpu: \"lots\": not an amount",
        "memory: 64Mi | mem: 64Mi | f: spec.containers[0].resources.limits.mem: unknown field",
        "containerPort: 81 | containerPort: 0 | f: spec.containers[0].ports[1].containerPort: 0: a"
            + " port is a number from 1 to 65535",
        "name: data, mountPath | name: dat, mountPath | f: spec.containers[0].volumeMounts[0].name:"
            + " \"dat\": no such volume",
        "emptyDir: {} | secret: {} | f: spec.volumes[0].secret: not supported: remove it",
        "emptyDir: {} | emptyDir: {sizeLimit: 1Mi} | f: spec.volumes[0].emptyDir.sizeLimit: not"
            + " supported of a volume on disk",
        "value: x | valueFrom: {} | f: spec.containers[0].env[0].valueFrom: not supported",
        "kind: Pod | kind: [Pod | f: not YAML:",
        "kind: Pod | kind: Pod\\nkind: Pod | f: not YAML:",
      })
  void refusesByThePathOfTheField(String from, String to, String message) {
    assertTrue(SPEC.contains(from), from);
    String text = SPEC.replace(from, to.replace("\\n", "\n"));
    String said = assertThrows(ManifestException.class, () -> PodFile.read("f", text)).getMessage();
    assertTrue(said.startsWith(message), said);
  }

  @ParameterizedTest
  @CsvSource({
    "'', unless-stopped",
    "restartPolicy: Always, unless-stopped",
    "restartPolicy: OnFailure, on-failure",
    "restartPolicy: Never,"
  })
  void startsContainersAgainAsKubernetesDoes(String line, String policy) {
    String text = SPEC.replace("hostname: there", "hostname: there\n  " + line);
    PodPlan plan = PodFile.read("f", text);
    assertEquals(policy, plan.sandbox().annotations().get(DavitAnnotations.RESTART));
  }

  @Test
  void readsTheWordsOfTheCriAsStrictly() {
    String text =
        "{\"config\": {\"metadata\": {\"name\": \"p\"}}, \"containers\": [{\"tyt\": true}]}";
    String said = assertThrows(ManifestException.class, () -> PodFile.read("f", text)).getMessage();
    assertEquals("f: containers[0].tyt: unknown field", said);
    PodPlan plan = PodFile.read("f", text.replace("tyt", "tty"));
    assertTrue(plan.containers().get(0).tty());
    assertEquals("container.log", plan.containers().get(0).logPath());
  }
}
