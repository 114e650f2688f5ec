package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.socket.UnixSocket;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container tells the service manager that has started {@code davit-oci} that it is ready. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.GCC})
@OnOneJava
class NotifySocketTest {

  /** Sends its argument, with whoever it is run by. */
  private static final String PROGRAM =
      """
      #include <stdlib.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <sys/un.h>
      int main(int argc, char **argv) {
        struct sockaddr_un to = {.sun_family = AF_UNIX};
        strncpy(to.sun_path, getenv("NOTIFY_SOCKET"), sizeof to.sun_path - 1);
        int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
        return sendto(fd, argv[1], strlen(argv[1]), 0, (void *)&to, sizeof to) < 0;
      }
      """;

  private static final String READY =
      "/dev/notify STATUS=coming && sleep 0.3 && /dev/notify \"$(printf 'STATUS=there\\nREADY=1')\"";

  private final OciCommand oci = OciCommand.fresh();
  private final Path place = Workspace.directory("notify");
  private final String id = Workspace.NAME + "-notify";
  private Path bundle;
  private Fd manager;

  @BeforeEach
  void listen() throws Exception {
    manager = UnixSocket.bindDatagram(place.resolve("manager").toString());
    Path source = Files.writeString(place.resolve("notify.c"), PROGRAM);
    Tool.run("gcc", "-static", "-o", place.resolve("notify").toString(), source.toString());
  }

  @AfterEach
  void remove() {
    oci.run("delete", "--force", id);
    manager.close();
    Workspace.delete(place);
  }

  private void configure(String script) {
    bundle =
        OciBundles.of(oci, place)
            .make(
                config -> {
                  BareRuns.mount(config, "{'destination':'/run','type':'tmpfs','source':'run'}");
                  BareRuns.mount(
                      config,
                      "{'destination':'/dev/notify','type':'bind','source':'"
                          + place.resolve("notify")
                          + "','options':['bind','ro']}");
                  OciBundles.set("process.user", "{'uid':1000,'gid':1000}").accept(config);
                },
                "sh",
                "-c",
                script);
  }

  /** The streams are nobody's, whose end would be waited for. */
  private Process begin(String... words) throws Exception {
    List<String> line = new java.util.ArrayList<>(List.of(oci.program().toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(new File("/dev/null"))
            .redirectError(place.resolve("errors").toFile());
    builder.environment().put("NOTIFY_SOCKET", place.resolve("manager").toString());
    return builder.start();
  }

  private void davit(String... words) throws Exception {
    Process process = begin(words);
    assertEquals(true, process.waitFor(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(place.resolve("errors")));
  }

  private String heard() throws Exception {
    assertEquals(true, Poll.await(manager, PollEvents.IN, Tool.DEADLINE), "nothing was said");
    byte[] message = new byte[4096];
    return new String(message, 0, Content.read(manager, message, 0, message.length));
  }

  private boolean heardNothing() throws Exception {
    return !Poll.await(manager, PollEvents.IN, Duration.ZERO);
  }

  private String init() {
    return com.google.gson.JsonParser.parseString(oci.run("state", id).out())
        .getAsJsonObject()
        .get("pid")
        .getAsString();
  }

  @Test
  void startEndsWhenTheProgramIsReady() throws Exception {
    configure(READY + " && exec sleep 1000");
    davit("create", "--bundle", bundle.toString(), id);
    davit("start", id);
    // nobody would tell after the end of start
    assertFalse(heardNothing());
    assertEquals("READY=1\n", heard());
    assertEquals("MAINPID=" + init() + "\n", heard());
    assertEquals(true, heardNothing());
  }

  @Test
  void startEndsWithAProgramThatWasNeverReady() throws Exception {
    configure("exec true");
    davit("create", "--bundle", bundle.toString(), id);
    davit("start", id);
    assertEquals(true, heardNothing());
  }

  @Test
  void whoDoesNotWantToHearOfItIsNotKeptWaiting() throws Exception {
    configure("test -z \"$NOTIFY_SOCKET\" && test ! -e /run/notify && exec sleep 1000");
    Tool.attempt(
            List.of(
                "sh",
                "-c",
                "exec \"$0\" run -d --bundle \"$1\" \"$2\" </dev/null >/dev/null 2>&1",
                oci.program().toString(),
                bundle.toString(),
                id),
            Map.of(),
            null,
            Tool.DEADLINE)
        .expect(0);
    davit("exec", id, "true");
  }

  @Test
  void runNamesTheContainerOrItselfAsTheMainProcess() throws Exception {
    configure(READY + " && exec sleep 1000");
    davit("run", "--detach", "--bundle", bundle.toString(), id);
    assertEquals("READY=1\n", heard());
    assertEquals("MAINPID=" + init() + "\n", heard());
    oci.run("delete", "--force", id);
    Process inFront = begin("run", "--bundle", bundle.toString(), id);
    try {
      assertEquals("READY=1\n", heard());
      assertEquals("MAINPID=" + inFront.pid() + "\n", heard());
      oci.run("kill", id, "KILL");
      assertEquals(true, inFront.waitFor(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    } finally {
      inFront.destroyForcibly();
    }
  }
}
