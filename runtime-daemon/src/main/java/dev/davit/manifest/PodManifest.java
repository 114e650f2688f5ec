package dev.davit.manifest;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.DNSConfig;
import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.LinuxPodSandboxConfig;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PortMapping;
import dev.davit.engine.pod.DavitAnnotations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A Pod of Kubernetes (core/v1) in the words of the CRI, as a kubelet would say it. */
final class PodManifest {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";

  /** What there is in a PodSpec, and is the business of a cluster or a kubelet. */
  private static final String[] OF_CLUSTERS = {
    "activeDeadlineSeconds",
    "affinity",
    "ephemeralContainers",
    "hostAliases",
    "hostUsers",
    "imagePullSecrets",
    "initContainers",
    "nodeName",
    "nodeSelector",
    "os",
    "overhead",
    "preemptionPolicy",
    "priority",
    "priorityClassName",
    "readinessGates",
    "resourceClaims",
    "resources",
    "runtimeClassName",
    "schedulerName",
    "schedulingGates",
    "serviceAccount",
    "serviceAccountName",
    "setHostnameAsFQDN",
    "subdomain",
    "tolerations",
    "topologySpreadConstraints"
  };

  private final Fields pod;
  private final Map<String, String> annotations = new LinkedHashMap<>();

  PodManifest(Fields pod) {
    this.pod = pod;
  }

  PodPlan plan() {
    constant(pod, "apiVersion", "v1");
    constant(pod, "kind", "Pod");
    Fields metadata = pod.object("metadata").orElseThrow(() -> pod.wrong("metadata", "required"));
    Fields spec = pod.object("spec").orElseThrow(() -> pod.wrong("spec", "required"));
    pod.unsupported("status");
    pod.end();
    PodSandboxConfig.Builder sandbox = PodSandboxConfig.builder();
    String name = metadata(metadata, sandbox);
    return spec(spec, name, sandbox);
  }

  private static void constant(Fields fields, String name, String value) {
    String given = fields.required(name);
    if (!given.equals(value)) {
      throw fields.wrong(name, "\"" + given + "\": expected " + value);
    }
  }

  private String metadata(Fields metadata, PodSandboxConfig.Builder sandbox) {
    String name = metadata.required("name");
    if (!name.matches(SUBDOMAIN) || name.length() > 253) {
      throw metadata.wrong("name", "\"" + name + "\": not a name of DNS in lower case");
    }
    sandbox.metadata(
        PodSandboxMetadata.builder()
            .name(name)
            .namespace(metadata.text("namespace").orElse("default"))
            .uid(metadata.text("uid").orElseGet(() -> UUID.randomUUID().toString()))
            .build());
    sandbox.labels(metadata.map("labels"));
    annotations.putAll(metadata.map("annotations"));
    metadata.text("creationTimestamp");
    metadata.unsupported(
        "generateName", "finalizers", "ownerReferences", "deletionTimestamp", "managedFields");
    metadata.end();
    return name;
  }

  private PodPlan spec(Fields spec, String name, PodSandboxConfig.Builder sandbox) {
    spec.unsupported(OF_CLUSTERS);
    restart(spec);
    refuse(spec, "enableServiceLinks", "there are no services here: use false");
    refuse(spec, "automountServiceAccountToken", "there are no accounts here: use false");
    spec.number("terminationGracePeriodSeconds")
        .ifPresent(seconds -> annotations.put(PodPlan.GRACE, seconds.toString()));
    boolean hostNetwork = spec.flag("hostNetwork").orElse(false);
    String host = name.split("\\.")[0];
    sandbox.hostname(spec.text("hostname").orElse(hostNetwork ? "" : host));
    dns(spec, sandbox);
    NamespaceOption namespaces = namespaces(spec, hostNetwork);
    Fields security = spec.object("securityContext").orElseGet(() -> Fields.of("", Map.of()));
    SecurityFields defaults = SecurityFields.ofPod(security);
    LinuxSandboxSecurityContext.Builder context =
        LinuxSandboxSecurityContext.builder().namespaceOptions(namespaces);
    defaults.user().ifPresent(u -> context.runAsUser(new Int64Value(u)));
    defaults.group().ifPresent(g -> context.runAsGroup(new Int64Value(g)));
    defaults.seccomp().ifPresent(context::seccomp);
    context.supplementalGroups(defaults.groups());
    VolumeFields volumes = new VolumeFields(spec.objects("volumes"));
    List<ContainerConfig> containers = new ArrayList<>();
    List<PortMapping> ports = new ArrayList<>();
    Map<String, String> pull = new LinkedHashMap<>();
    boolean privileged = false;
    Set<String> names = new HashSet<>();
    for (Fields container : spec.objects("containers")) {
      ContainerFields fields = new ContainerFields(container, volumes, namespaces, defaults);
      ContainerConfig config = fields.config();
      if (!names.add(config.metadata().orElseThrow().name())) {
        throw container.wrong("name", "given twice");
      }
      containers.add(config);
      ports.addAll(fields.ports());
      pull.put(config.image().orElseThrow().image(), fields.pullPolicy());
      privileged |= fields.privileged();
    }
    if (containers.isEmpty()) {
      throw spec.wrong("containers", "required: at least one");
    }
    spec.end();
    containers = volumes.inMemory(containers);
    return new PodPlan(
        sandbox
            .annotations(annotations)
            .portMappings(ports)
            .linux(
                LinuxPodSandboxConfig.builder()
                    .securityContext(context.privileged(privileged).build())
                    .sysctls(defaults.sysctls())
                    .build())
            .build(),
        containers,
        volumes.volumes(),
        pull);
  }

  /** Always, if nothing is said, as in Kubernetes; one that somebody stopped by hand stays so. */
  private void restart(Fields spec) {
    String policy = spec.text("restartPolicy").orElse("Always");
    switch (policy) {
      case "Always" -> annotations.put(DavitAnnotations.RESTART, "unless-stopped");
      case "OnFailure" -> annotations.put(DavitAnnotations.RESTART, "on-failure");
      case "Never" -> annotations.remove(DavitAnnotations.RESTART);
      default ->
          throw spec.wrong(
              "restartPolicy", "\"" + policy + "\": unknown: use Always, OnFailure or Never");
    }
  }

  private static void refuse(Fields spec, String name, String cure) {
    if (spec.flag(name).orElse(false)) {
      throw spec.wrong(name, "not supported: " + cure);
    }
  }

  private static NamespaceOption namespaces(Fields spec, boolean hostNetwork) {
    boolean hostPid = spec.flag("hostPID").orElse(false);
    boolean shared = spec.flag("shareProcessNamespace").orElse(false);
    if (hostPid && shared) {
      throw spec.wrong("shareProcessNamespace", "excludes hostPID");
    }
    return NamespaceOption.builder()
        .network(hostNetwork ? NamespaceMode.NODE : NamespaceMode.POD)
        .pid(hostPid ? NamespaceMode.NODE : shared ? NamespaceMode.POD : NamespaceMode.CONTAINER)
        .ipc(spec.flag("hostIPC").orElse(false) ? NamespaceMode.NODE : NamespaceMode.POD)
        .build();
  }

  private static void dns(Fields spec, PodSandboxConfig.Builder sandbox) {
    String policy = spec.text("dnsPolicy").orElse("Default");
    if (!Set.of("Default", "None").contains(policy)) {
      throw spec.wrong(
          "dnsPolicy",
          "\"" + policy + "\": not supported: there is no cluster: use Default or None");
    }
    Optional<Fields> config = spec.object("dnsConfig");
    if (config.isEmpty()) {
      if (policy.equals("None")) {
        throw spec.wrong("dnsConfig", "required with dnsPolicy None");
      }
      return;
    }
    DNSConfig.Builder dns = DNSConfig.builder();
    dns.servers(config.get().texts("nameservers"));
    dns.searches(config.get().texts("searches"));
    List<String> options = new ArrayList<>();
    for (Fields option : config.get().objects("options")) {
      String name = option.required("name");
      options.add(option.text("value").map(v -> name + ":" + v).orElse(name));
      option.end();
    }
    config.get().end();
    sandbox.dnsConfig(dns.options(options).build());
  }
}
