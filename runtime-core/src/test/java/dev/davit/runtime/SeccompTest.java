package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.socket.UnixSocket;
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
}
