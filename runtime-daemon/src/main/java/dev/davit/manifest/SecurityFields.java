package dev.davit.manifest;

import dev.davit.cri.v1.ProfileType;
import dev.davit.cri.v1.SecurityProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod says about the security of its containers, and what a container says over that.
 *
 * @param user who its first process is
 * @param group of that
 * @param nonRoot whether that must not be root
 * @param groups further groups
 * @param seccomp which system calls may be made
 * @param sysctls of the pod
 */
record SecurityFields(
    Optional<Long> user,
    Optional<Long> group,
    boolean nonRoot,
    List<Long> groups,
    Optional<SecurityProfile> seccomp,
    Map<String, String> sysctls) {

  static SecurityFields ofPod(Fields fields) {
    SecurityFields none =
        new SecurityFields(
            Optional.empty(), Optional.empty(), false, List.of(), Optional.empty(), Map.of());
    fields.unsupported(
        "appArmorProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "seLinuxChangePolicy",
        "seLinuxOptions",
        "supplementalGroupsPolicy",
        "windowsOptions");
    SecurityFields common = none.with(fields);
    List<Long> groups = fields.numbers("supplementalGroups");
    Map<String, String> sysctls = new LinkedHashMap<>();
    for (Fields sysctl : fields.objects("sysctls")) {
      sysctls.put(sysctl.required("name"), sysctl.required("value"));
      sysctl.end();
    }
    fields.end();
    return new SecurityFields(
        common.user, common.group, common.nonRoot, groups, common.seccomp, sysctls);
  }

  /** With what pod and container have in common. */
  SecurityFields with(Fields fields) {
    Optional<Long> newUser = fields.number("runAsUser").or(() -> user);
    boolean mustNotBeRoot = fields.flag("runAsNonRoot").orElse(nonRoot);
    if (mustNotBeRoot && newUser.filter(u -> u == 0).isPresent()) {
      throw fields.wrong("runAsNonRoot", "the user is 0");
    }
    return new SecurityFields(
        newUser,
        fields.number("runAsGroup").or(() -> group),
        mustNotBeRoot,
        groups,
        fields.object("seccompProfile").map(SecurityFields::profile).or(() -> seccomp),
        sysctls);
  }

  private static SecurityProfile profile(Fields fields) {
    String type = fields.required("type");
    Optional<String> file = fields.text("localhostProfile");
    fields.end();
    if (file.isPresent() != type.equals("Localhost")) {
      throw fields.wrong("localhostProfile", "goes with type Localhost, and with no other");
    }
    return switch (type) {
      case "RuntimeDefault", "Unconfined", "Localhost" ->
          new SecurityProfile(ProfileType.valueOf(type), file.orElse(""));
      default ->
          throw fields.wrong(
              "type", "\"" + type + "\": expected RuntimeDefault, Unconfined or Localhost");
    };
  }
}
