package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a container: the file {@code config.json} of a bundle (runtime-spec 1.3.0,
 * config.md, "Configuration Schema"). Sections of other platforms are kept in {@code unknown}.
 *
 * @param ociVersion version of the specification that the configuration complies with, as SemVer
 *     2.0.0
 * @param root the root filesystem; needed on Linux
 * @param process what is run; needed at the latest when the container is started
 * @param hostname hostname in the container, which then needs a UTS namespace
 * @param domainname NIS domain name in the container, which then needs a UTS namespace
 * @param mounts mounts beyond the root, in the order of mounting
 * @param hooks programs run at points of the life cycle
 * @param annotations metadata; keys are not empty
 * @param linux what only Linux has
 * @param unknown fields that this version does not know, kept and written back
 */
public record Spec(
    String ociVersion,
    Optional<Root> root,
    Optional<Process> process,
    Optional<String> hostname,
    Optional<String> domainname,
    List<Mount> mounts,
    Optional<Hooks> hooks,
    Map<String, String> annotations,
    Optional<Linux> linux,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Spec {
    mounts = List.copyOf(mounts);
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static Spec parse(String json) {
    return Json.parse(
        Spec.class, "config", json, (value, problems) -> SpecRules.check(value, "$", problems));
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }

  /** What is wrong with it, as {@link #parse} would say; empty when all is right. */
  public List<Problem> problems() {
    return Json.problems(
        Spec.class, this, (value, problems) -> SpecRules.check(value, "$", problems));
  }

  /** The document as indented JSON, as people edit it. */
  public String toIndentedJson() {
    return Json.writeIndented(this);
  }

  /**
   * What {@code runc spec} writes, with a hostname of our own: a container of root that may not
   * gain privileges, in new namespaces, on a read-only root. See {@link Defaults}.
   */
  public static Spec defaults() {
    return Defaults.spec();
  }

  /** A copy with another {@code ociVersion}. */
  public Spec withOciVersion(String ociVersion) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code root}. */
  public Spec withRoot(Root root) {
    return new Spec(
        ociVersion,
        Optional.of(root),
        process,
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code process}. */
  public Spec withProcess(Process process) {
    return new Spec(
        ociVersion,
        root,
        Optional.of(process),
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code hostname}. */
  public Spec withHostname(String hostname) {
    return new Spec(
        ociVersion,
        root,
        process,
        Optional.of(hostname),
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code domainname}. */
  public Spec withDomainname(String domainname) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        Optional.of(domainname),
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code mounts}. */
  public Spec withMounts(List<Mount> mounts) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code hooks}. */
  public Spec withHooks(Hooks hooks) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        domainname,
        mounts,
        Optional.of(hooks),
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code annotations}. */
  public Spec withAnnotations(Map<String, String> annotations) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        linux,
        unknown);
  }

  /** A copy with another {@code linux}. */
  public Spec withLinux(Linux linux) {
    return new Spec(
        ociVersion,
        root,
        process,
        hostname,
        domainname,
        mounts,
        hooks,
        annotations,
        Optional.of(linux),
        unknown);
  }
}
