package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.socket.UnixSocket;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.ContainerProcessState;
import dev.davit.oci.runtime.ContainerStatus;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** System call filters by their effect, and listeners that decide on calls. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class SeccompTest extends WithSandbox {

  private Path socket() {
    return sandbox.directory().resolve("agent.sock");
  }

  private static Spec filtered(String script, String seccomp) {
    return Specs.patched(Specs.runc("sh", "-c", script), "{'linux':{'seccomp':" + seccomp + "}}");
  }

  private String output(Container container) throws Exception {
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    return out + err;
  }

  private String run(Spec spec) throws Exception {
    Container container = sandbox.start(spec);
    String out = output(container);
    container.delete();
    return out;
  }

  @Test
  void comparesArgumentsAndGivesTheErrnoAskedFor() throws Exception {
    String rules =
        "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_X86',"
            + "'SCMP_ARCH_X32'],'flags':['SECCOMP_FILTER_FLAG_LOG','SECCOMP_FILTER_FLAG_SPEC_ALLOW',"
            + "'SECCOMP_FILTER_FLAG_TSYNC','SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'],"
            + "'syscalls':[{'names':['chmod'],'action':'SCMP_ACT_ERRNO','errnoRet':28,"
            + "'args':[{'index':1,'op':'SCMP_CMP_MASKED_EQ','value':511,'valueTwo':448}]}]}";
    assertEquals(
        "chmod: /tmp: No space left on device\n",
        run(filtered("chmod 700 /tmp; chmod 755 /tmp", rules)));
  }

  @Test
  void sendsTheListenerWithTheStateToTheAgent() throws Exception {
    try (SeccompAgent agent = SeccompAgent.listen(socket())) {
      Spec spec =
          filtered(
              "mkdir /tmp/asked && echo made; ls -d /tmp/asked",
              "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'"
                  + socket()
                  + "','listenerMetadata':'for the agent',"
                  + "'syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}");
      ContainerRequest request = sandbox.request(spec);
      Container container = sandbox.runtime().start(request);
      assertEquals("made\nls: /tmp/asked: No such file or directory\n", output(container));
      ContainerProcessState state = agent.state();
      assertEquals(List.of("seccompFd"), state.fds());
      assertEquals(Optional.of("for the agent"), state.metadata());
      assertEquals(container.pid(), state.pid());
      assertEquals(request.id().value(), state.state().id());
      assertEquals(ContainerStatus.CREATING, state.state().status());
      assertEquals(1, agent.answered());
      container.delete();
    }
  }

  @Test
  void survivesAListenerThatDecidesOnTheCallsOfTheStartItself() throws Exception {
    try (SeccompAgent agent = SeccompAgent.listen(socket())) {
      agent.letThrough();
      Spec spec =
          filtered(
              "echo hello",
              "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'"
                  + socket()
                  + "','syscalls':[{'names':['read','write','execve','setresuid'],"
                  + "'action':'SCMP_ACT_NOTIFY'}]}");
      assertEquals("hello\n", run(Specs.patched(spec, "{'process':{'noNewPrivileges':false}}")));
      int answered = agent.answered();
      assertTrue(answered >= 3, answered + " calls");
    }
  }

  @Test
  void givesAProcessThatJoinsAListenerOfItsOwn() throws Exception {
    try (SeccompAgent agent = SeccompAgent.listen(socket())) {
      Spec spec =
          filtered(
              "sleep 1000",
              "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'"
                  + socket()
                  + "','syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}");
      Container container = sandbox.start(spec);
      ContainerProcessState first = agent.state();
      assertEquals(container.pid(), first.pid());
      Process process =
          spec.process().orElseThrow().withArgs(List.of("sh", "-c", "mkdir /tmp/x && echo made"));
      try (ExecSession exec =
          sandbox.runtime().exec(container.id(), ExecRequest.of(process, Stdio.pipes()))) {
        exec.stdin().close();
        assertEquals("made\n", new String(exec.stdout().readAllBytes(), StandardCharsets.UTF_8));
        exec.onExit().get(60, TimeUnit.SECONDS);
        ContainerProcessState second = agent.state();
        assertEquals(exec.pid(), second.pid());
        assertEquals(ContainerStatus.RUNNING, second.state().status());
      }
      container.delete();
    }
  }

  @Test
  void refusesToStartWhenNobodyListens() throws Exception {
    Spec spec =
        filtered(
            "true",
            "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'"
                + socket()
                + "','syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}");
    StepException e = assertThrows(StepException.class, () -> sandbox.start(spec));
    assertTrue(
        e.getMessage().startsWith("send the seccomp listener to " + socket() + ": ENOENT"),
        e.getMessage());
    assertTrue(e.getMessage().endsWith("start the seccomp agent first"), e.getMessage());
    sandbox.assertNothingLeft();
    assertThrows(
        dev.davit.linux.ErrnoException.class, () -> UnixSocket.connect(socket().toString()));
  }

  @Test
  void ignoresTheListenerPathWhenNothingIsNotified() throws Exception {
    assertEquals(
        "ok\n",
        run(
            filtered(
                "echo ok", "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/no/such/socket'}")));
  }

  /**
   * What a filter lets through is what it was told to, and not what a program needs to end well.
   */
  private static Spec allowingOnly(boolean noNewPrivileges, String action, String names) {
    String rules =
        names.isEmpty()
            ? ""
            : ",'syscalls':[{'names':['"
                + names.replace(", ", "','")
                + "'],'action':'SCMP_ACT_ALLOW'}]";
    return Specs.patched(
        filtered("true", "{'defaultAction':'SCMP_ACT_" + action + "'" + rules + "}"),
        "{'process':{'noNewPrivileges':" + noNewPrivileges + "}}");
  }

  private String refused(Spec spec) throws Exception {
    String message = assertThrows(SpecException.class, () -> start(spec)).getMessage();
    sandbox.assertNothingLeft();
    assertTrue(message.startsWith("config: $.linux.seccomp: the filter refuses "), message);
    return message.replaceAll(".* refuses | by a rule .*", "");
  }

  /** As the command does it: created first, when more calls are needed. */
  private void start(Spec spec) throws Exception {
    try (CreatedContainer container =
        sandbox
            .runtime()
            .create(sandbox.request(spec).withStdio(Stdio.none()), CreateOptions.DEFAULT)) {
      sandbox.runtime().start(container.id());
      container.waitFor();
      sandbox.runtime().delete(container.id(), true);
    }
  }

  @Test
  void saysWhichCallsOfTheStartAFilterRefuses() throws Exception {
    String cure = ", without which no program is started: allow ";
    for (String action : List.of("ERRNO", "KILL", "KILL_THREAD", "KILL_PROCESS", "TRAP")) {
      assertEquals("execve" + cure + "it", refused(allowingOnly(true, action, "")));
      start(allowingOnly(true, action, "execve"));
      String early = refused(allowingOnly(false, action, "execve"));
      assertTrue(early.matches(".*capset, .*setresuid.*" + cure + "them"), early);
      // complete: with these, the program begins, whatever its filter lets it do then
      start(allowingOnly(false, action, "execve, " + early.replace(cure + "them", "")));
    }
    String some = "'args':[{'index':0,'op':'SCMP_CMP_EQ','value':0}]}]}";
    String rule = "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['execve'],";
    start(filtered("true", rule + "'action':'SCMP_ACT_KILL'," + some));
    assertEquals(
        "execve" + cure + "it",
        refused(filtered("true", rule + "'action':'SCMP_ACT_ERRNO','errnoRet':0}]}")));
  }
}
