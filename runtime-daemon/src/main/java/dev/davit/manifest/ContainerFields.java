package dev.davit.manifest;

import dev.davit.cri.v1.Capability;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.KeyValue;
import dev.davit.cri.v1.LinuxContainerConfig;
import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.cri.v1.LinuxContainerSecurityContext;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.MountPropagation;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PortMapping;
import dev.davit.cri.v1.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A container of a Pod of Kubernetes. */
final class ContainerFields {

  private static final long CPU_PERIOD_MICROS = 100_000;
  private static final long MIN_QUOTA_MICROS = 1_000;
  private static final long MIN_SHARES = 2;
  private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  private final Fields fields;
  private final VolumeFields volumes;
  private final NamespaceOption namespaces;
  private final SecurityFields ofPod;
  private final List<PortMapping> ports = new ArrayList<>();
  private String pullPolicy = "";
  private boolean privileged;

  ContainerFields(
      Fields fields, VolumeFields volumes, NamespaceOption namespaces, SecurityFields ofPod) {
    this.fields = fields;
    this.volumes = volumes;
    this.namespaces = namespaces;
    this.ofPod = ofPod;
  }

  List<PortMapping> ports() {
    return ports;
  }

  String pullPolicy() {
    return pullPolicy;
  }

  boolean privileged() {
    return privileged;
  }

  ContainerConfig config() {
    String name = fields.required("name");
    if (!name.matches(NAME)) {
      throw fields.wrong("name", "\"" + name + "\": use lower case letters, digits and -");
    }
    String image = fields.required("image");
    pullPolicy = fields.text("imagePullPolicy").orElse("IfNotPresent");
    if (!Set.of("Always", "IfNotPresent", "Never").contains(pullPolicy)) {
      throw fields.wrong(
          "imagePullPolicy", "\"" + pullPolicy + "\": expected Always, IfNotPresent or Never");
    }
    fields.unsupported(
        "envFrom",
        "lifecycle",
        "livenessProbe",
        "readinessProbe",
        "resizePolicy",
        "restartPolicy",
        "startupProbe",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "volumeDevices");
    Map<String, String> environment = environment();
    readPorts();
    ContainerConfig config =
        ContainerConfig.builder()
            .metadata(new ContainerMetadata(name, 0))
            .image(ImageSpec.builder().image(image).userSpecifiedImage(image).build())
            .command(Expansion.all(fields.texts("command"), environment))
            .args(Expansion.all(fields.texts("args"), environment))
            .workingDir(fields.text("workingDir").orElse(""))
            .envs(
                environment.entrySet().stream()
                    .map(e -> new KeyValue(e.getKey(), e.getValue()))
                    .toList())
            .mounts(mounts())
            .logPath(name + ".log")
            .stdin(fields.flag("stdin").orElse(false))
            .stdinOnce(fields.flag("stdinOnce").orElse(false))
            .tty(fields.flag("tty").orElse(false))
            .linux(
                LinuxContainerConfig.builder()
                    .resources(resources())
                    .securityContext(security())
                    .build())
            .build();
    fields.end();
    return config;
  }

  /** Later variables may name earlier ones. */
  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Fields variable : fields.objects("env")) {
      variable.unsupported("valueFrom");
      String name = variable.required("name");
      environment.put(name, Expansion.of(variable.text("value").orElse(""), environment));
      variable.end();
    }
    return environment;
  }

  private void readPorts() {
    for (Fields port : fields.objects("ports")) {
      port.text("name");
      String protocol = port.text("protocol").orElse("TCP");
      if (!Set.of("TCP", "UDP", "SCTP").contains(protocol)) {
        throw port.wrong("protocol", "\"" + protocol + "\": expected TCP, UDP or SCTP");
      }
      int inside =
          port(port, "containerPort").orElseThrow(() -> port.wrong("containerPort", "required"));
      Optional<Integer> outside = port(port, "hostPort");
      String address = port.text("hostIP").orElse("");
      port.end();
      // one without a port of the host only tells people what the program listens on
      outside.ifPresent(
          host ->
              ports.add(
                  PortMapping.builder()
                      .containerPort(inside)
                      .hostPort(host)
                      .hostIp(address)
                      .protocol(Protocol.valueOf(protocol))
                      .build()));
    }
  }

  private static Optional<Integer> port(Fields fields, String name) {
    Optional<Long> port = fields.number(name);
    if (port.isPresent() && (port.get() < 1 || port.get() > 65_535)) {
      throw fields.wrong(name, port.get() + ": a port is a number from 1 to 65535");
    }
    return port.map(Long::intValue);
  }

  private List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    for (Fields mount : fields.objects("volumeMounts")) {
      mount.unsupported("subPath", "subPathExpr", "recursiveReadOnly");
      String name = mount.required("name");
      if (!volumes.has(name)) {
        throw mount.wrong("name", "\"" + name + "\": no such volume in spec.volumes");
      }
      String path = mount.required("mountPath");
      if (!path.startsWith("/")) {
        throw mount.wrong("mountPath", "\"" + path + "\": not an absolute path");
      }
      String propagation = mount.text("mountPropagation").orElse("None");
      mounts.add(
          Mount.builder()
              .containerPath(path)
              .hostPath(PodPlan.volume(name))
              .readonly(mount.flag("readOnly").orElse(false))
              .propagation(
                  switch (propagation) {
                    case "None" -> MountPropagation.PROPAGATION_PRIVATE;
                    case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                    case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                    default ->
                        throw mount.wrong(
                            "mountPropagation",
                            "\""
                                + propagation
                                + "\": expected None, HostToContainer or Bidirectional");
                  })
              .build());
      mount.end();
    }
    return mounts;
  }

  private LinuxContainerResources resources() {
    LinuxContainerResources.Builder resources = LinuxContainerResources.builder();
    Optional<Fields> given = fields.object("resources");
    if (given.isEmpty()) {
      return resources.build();
    }
    given.get().unsupported("claims");
    Optional<Fields> limits = given.get().object("limits");
    Optional<Fields> requests = given.get().object("requests");
    given.get().end();
    Optional<Long> limit = limits.flatMap(l -> milliCpus(l));
    Optional<Long> request = requests.flatMap(r -> milliCpus(r)).or(() -> limit);
    limit.ifPresent(
        milli ->
            resources
                .cpuPeriod(CPU_PERIOD_MICROS)
                .cpuQuota(Math.max(milli * CPU_PERIOD_MICROS / 1000, MIN_QUOTA_MICROS)));
    request.ifPresent(milli -> resources.cpuShares(Math.max(milli * 1024 / 1000, MIN_SHARES)));
    limits.flatMap(l -> memory(l)).ifPresent(resources::memoryLimitInBytes);
    // What is asked for at least is for a scheduler; on one machine there is nothing to choose.
    requests.ifPresent(r -> memory(r));
    limits.ifPresent(Fields::end);
    requests.ifPresent(Fields::end);
    return resources.build();
  }

  private static Optional<Long> milliCpus(Fields fields) {
    return fields.scalar("cpu").map(text -> Quantity.milli(fields.at("cpu"), text));
  }

  private static Optional<Long> memory(Fields fields) {
    return fields.scalar("memory").map(text -> Quantity.bytes(fields.at("memory"), text));
  }

  private LinuxContainerSecurityContext security() {
    Fields given = fields.object("securityContext").orElseGet(() -> Fields.of("", Map.of()));
    given.unsupported("appArmorProfile", "procMount", "seLinuxOptions", "windowsOptions");
    SecurityFields security = ofPod.with(given);
    if (security.nonRoot() && security.user().isEmpty()) {
      throw new ManifestException(
          fields.at("securityContext.runAsNonRoot") + ": needs runAsUser beside it");
    }
    privileged = given.flag("privileged").orElse(false);
    LinuxContainerSecurityContext.Builder context =
        LinuxContainerSecurityContext.builder()
            .namespaceOptions(namespaces)
            .privileged(privileged)
            .readonlyRootfs(given.flag("readOnlyRootFilesystem").orElse(false))
            .noNewPrivs(!given.flag("allowPrivilegeEscalation").orElse(true))
            .supplementalGroups(security.groups());
    security.user().ifPresent(u -> context.runAsUser(new Int64Value(u)));
    security.group().ifPresent(g -> context.runAsGroup(new Int64Value(g)));
    security.seccomp().ifPresent(context::seccomp);
    Optional<Fields> capabilities = given.object("capabilities");
    if (capabilities.isPresent()) {
      context.capabilities(
          Capability.builder()
              .addCapabilities(capabilities.get().texts("add"))
              .dropCapabilities(capabilities.get().texts("drop"))
              .build());
      capabilities.get().end();
    }
    given.end();
    return context.build();
  }
}
