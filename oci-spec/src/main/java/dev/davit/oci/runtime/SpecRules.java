package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of runtime-spec 1.3.0, config.md, that the form of {@link Spec} cannot say. */
final class SpecRules {
  /** Semantic Versioning 2.0.0, items 2, 9 and 10. */
  private static final Pattern SEMVER =
      Pattern.compile(
          "(0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})"
              + "(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+)?");

  /** __NEW_UTS_LEN of linux/utsname.h: what sethostname(2) takes. */
  private static final int MAX_UTS_NAME = 64;

  /** Mounts that need no type. */
  private static final List<String> TYPELESS = List.of("bind", "rbind", "remount", "move");

  private SpecRules() {}

  static void check(Spec spec, String path, Problems problems) {
    version(spec.ociVersion(), path + ".ociVersion", problems);
    if (spec.root().isEmpty()) {
      problems.add(path + ".root", "missing");
    } else if (spec.root().get().path().isEmpty()) {
      problems.add(path + ".root.path", "must not be empty");
    }
    spec.process().ifPresent(p -> ProcessRules.check(p, path + ".process", problems));
    utsName(spec, spec.hostname(), path, ".hostname", problems);
    utsName(spec, spec.domainname(), path, ".domainname", problems);
    for (int i = 0; i < spec.mounts().size(); i++) {
      mount(spec.mounts().get(i), path + ".mounts[" + i + "]", problems);
    }
    spec.hooks().ifPresent(h -> hooks(h, path + ".hooks", problems));
    if (spec.annotations().containsKey("")) {
      problems.add(path + ".annotations", "a key is empty");
    }
    spec.linux().ifPresent(l -> LinuxRules.check(l, path + ".linux", problems));
  }

  /** Versions of major 1; a minor one above ours only adds. */
  static void version(String version, String path, Problems problems) {
    Matcher semver = SEMVER.matcher(version);
    if (!semver.matches()) {
      problems.add(path, "%s is not a semantic version".formatted(Problems.quote(version)));
    } else if (!semver.group(1).equals("1")) {
      problems.add(path, "version %s is not supported, only 1.x is".formatted(version));
    }
  }

  private static void utsName(
      Spec spec, Optional<String> name, String path, String field, Problems problems) {
    if (name.isEmpty()) {
      return;
    }
    if (name.get().length() > MAX_UTS_NAME) {
      problems.add(path + field, "longer than %d characters".formatted(MAX_UTS_NAME));
    }
    boolean known = problems.isReadable(path + ".linux.namespaces");
    if (known && spec.linux().flatMap(l -> l.namespace(NamespaceType.UTS)).isEmpty()) {
      problems.add(path + field, "needs a uts namespace, or it would rename the host");
    }
  }

  private static void mount(Mount mount, String path, Problems problems) {
    if (mount.destination().isEmpty()) {
      problems.add(path + ".destination", "must not be empty");
    }
    boolean typed = mount.type().filter(t -> !t.isEmpty()).isPresent();
    if (!typed && mount.options().stream().noneMatch(TYPELESS::contains)) {
      problems.add(path + ".type", "missing, and no option is bind or rbind");
    }
    if (mount.uidMappings().isEmpty() != mount.gidMappings().isEmpty()) {
      problems.add(
          path + (mount.uidMappings().isEmpty() ? ".uidMappings" : ".gidMappings"),
          "missing; an idmapped mount needs both mappings");
    }
    IdMappingRules.check(mount.uidMappings(), path + ".uidMappings", problems);
    IdMappingRules.check(mount.gidMappings(), path + ".gidMappings", problems);
  }

  private static void hooks(Hooks hooks, String path, Problems problems) {
    hookList(hooks.prestart(), path + ".prestart", problems);
    hookList(hooks.createRuntime(), path + ".createRuntime", problems);
    hookList(hooks.createContainer(), path + ".createContainer", problems);
    hookList(hooks.startContainer(), path + ".startContainer", problems);
    hookList(hooks.poststart(), path + ".poststart", problems);
    hookList(hooks.poststop(), path + ".poststop", problems);
  }

  private static void hookList(List<Hook> hooks, String path, Problems problems) {
    for (int i = 0; i < hooks.size(); i++) {
      Hook hook = hooks.get(i);
      String hookPath = path + "[" + i + "]";
      Check.absolute(hook.path(), hookPath + ".path", problems);
      Check.environment(hook.env(), hookPath + ".env", problems);
      hook.timeout()
          .ifPresent(t -> Check.range(t, 1, Integer.MAX_VALUE, hookPath + ".timeout", problems));
    }
  }
}
