package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.oci.runtime.Spec;
import org.junit.jupiter.api.Test;

/** Which containers may be made of which archives. */
class RestoreCheckTest {

  private static final String OF_A_POD =
      "{'type': 'network', 'path': '/n'}, {'type': 'ipc', 'path': '/i'},"
          + " {'type': 'uts', 'path': '/u'}, {'type': 'pid'}, {'type': 'mount'}";

  private static Spec spec(String namespaces, String mounts) {
    return Spec.parse(
        ("{'ociVersion': '1.0.2', 'root': {'path': 'rootfs'}, 'linux': {'namespaces': ["
                + namespaces
                + "]}, 'mounts': ["
                + mounts
                + "]}")
            .replace('\'', '"'));
  }

  private static void accepts(Spec was, Spec spec, boolean elsewhere) {
    assertDoesNotThrow(() -> new RestoreCheck("/a.tar", was, elsewhere).require(spec));
  }

  private static void refuses(Reason reason, String message, Spec was, Spec spec, boolean other) {
    PodException refused =
        assertThrows(
            PodException.class, () -> new RestoreCheck("/a.tar", was, other).require(spec));
    assertEquals(reason, refused.reason());
    assertEquals("checkpoint /a.tar: " + message, refused.getMessage());
  }

  @Test
  void aContainerOfAPodGoesOnInAnother() {
    accepts(spec(OF_A_POD, ""), spec(OF_A_POD, ""), false);
  }

  @Test
  void ipcAndHostNameOfItsOwnBecomeThoseOfThePod() {
    String own =
        "{'type': 'network', 'path': '/n'}, {'type': 'ipc'}, {'type': 'uts'}, {'type': 'pid'}";
    accepts(spec(own, ""), spec(OF_A_POD, ""), true);
  }

  @Test
  void whatWasOnTheNetworkOfTheHostIsNotRestoredThereFromWithinAPod() {
    String onHost = "{'type': 'ipc', 'path': '/i'}, {'type': 'uts', 'path': '/u'}, {'type': 'pid'}";
    refuses(
        Reason.INVALID,
        "its network namespace was the host's, and that of the new container would be the pod's",
        spec(onHost, ""),
        spec(OF_A_POD, ""),
        false);
    accepts(spec(onHost, ""), spec(onHost, ""), false);
  }

  @Test
  void aNetworkOfItsOwnIsNoPods() {
    refuses(
        Reason.INVALID,
        "its network namespace was its own, and that of the new container would be the pod's",
        spec("{'type': 'network'}, {'type': 'ipc'}, {'type': 'uts'}, {'type': 'pid'}", ""),
        spec(OF_A_POD, ""),
        true);
  }

  @Test
  void pidsThatWereSharedAreShared() {
    String shared = OF_A_POD.replace("{'type': 'pid'}", "{'type': 'pid', 'path': '/p'}");
    refuses(
        Reason.INVALID,
        "its pid namespace was the pod's, and that of the new container would be its own",
        spec(shared, ""),
        spec(OF_A_POD, ""),
        false);
  }

  @Test
  void userNamespacesAreRefused() {
    String users = OF_A_POD + ", {'type': 'user', 'path': '/s'}";
    String why = "user namespace: criu cannot restore into one of a pod";
    refuses(Reason.UNSUPPORTED, why, spec(OF_A_POD, ""), spec(users, ""), false);
    refuses(Reason.UNSUPPORTED, why, spec(users, ""), spec(OF_A_POD, ""), false);
  }

  @Test
  void whatOthersHadMountedNeedsAMount() {
    String mounts =
        "{'destination': '/proc', 'type': 'proc'},"
            + " {'destination': '/etc/hosts', 'type': 'bind', 'source': '/x'},"
            + " {'destination': '/run/.containerenv', 'source': '/y', 'options': ['bind']}";
    String hosts = "{'destination': '/etc/hosts', 'type': 'bind', 'source': '/h'}";
    refuses(
        Reason.INVALID,
        "/run/.containerenv was mounted from outside when the container was saved: give the new"
            + " one a mount there",
        spec(OF_A_POD, mounts),
        spec(OF_A_POD, hosts),
        true);
    String below = hosts + ", {'destination': '/run', 'type': 'bind', 'source': '/r'}";
    accepts(spec(OF_A_POD, mounts), spec(OF_A_POD, below), true);
    accepts(spec(OF_A_POD, mounts), spec(OF_A_POD, hosts), false);
  }
}
