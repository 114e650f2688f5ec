package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.json.SpecException;
import dev.davit.runtime.host.HostProbe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What becomes of the less common fields of a process, seen from inside. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class ProcessFieldsTest extends WithSandbox {

  private String run(String script, String patch) throws Exception {
    Container container =
        sandbox
            .runtime()
            .start(sandbox.request(Specs.patched(Specs.runc("sh", "-c", script), patch)));
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  /** Field 41 of proc_pid_stat(5) is the policy, 40 the real-time priority, 19 the nice value. */
  private static final String SCHEDULING =
      "read all < /proc/self/stat; set -- ${all##*) }; echo ${39} ${38} ${17}";

  @Test
  void setsTheScheduler() throws Exception {
    assertEquals(
        "3 0 7\n", run(SCHEDULING, "{'process':{'scheduler':{'policy':'SCHED_BATCH','nice':7}}}"));
    assertEquals(
        "1 12 0\n",
        run(SCHEDULING, "{'process':{'scheduler':{'policy':'SCHED_FIFO','priority':12}}}"));
    assertEquals(
        "6 0 0\n",
        run(
            "cd /proc/1; read all < stat; set -- ${all##*) }; echo ${39} ${38} ${17}",
            "{'process':{'scheduler':{'policy':'SCHED_DEADLINE','runtime':1000000,"
                + "'deadline':10000000,'period':10000000}}}"));
  }

  @Test
  void forgetsTheSchedulerOnForkWhenAsked() throws Exception {
    assertEquals(
        "1\n0\n",
        run(
            "for p in 1 self; do cat /proc/$p/stat; done"
                + " | while read all; do set -- ${all##*) }; echo ${39}; done",
            "{'process':{'scheduler':{'policy':'SCHED_FIFO','priority':3,"
                + "'flags':['SCHED_FLAG_RESET_ON_FORK']}}}"));
  }

  @Test
  void setsTheMemoryPolicy() throws Exception {
    String maps =
        run(
            "cat /proc/self/numa_maps",
            "{'linux':{'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0',"
                + "'flags':['MPOL_F_STATIC_NODES']}}}");
    Assumptions.assumeFalse(maps.contains("No such file"), "a kernel without NUMA");
    assertTrue(maps.lines().allMatch(line -> line.contains(" bind=static:0")), maps);
  }

  @Test
  void setsPersonalityAndMemoryPolicyOfWhatJoinsAsWell() throws Exception {
    String patch =
        "{'linux':{'personality':{'domain':'LINUX32','flags':['ADDR_NO_RANDOMIZE']},"
            + "'memoryPolicy':{'mode':'MPOL_PREFERRED','nodes':'0'}}}";
    String script = "uname -m; cat /proc/self/personality; head -n 1 /proc/self/numa_maps";
    Container container =
        sandbox.start(Specs.patched(Specs.runc("sh", "-c", script + "; read end"), patch));
    try (ExecSession exec =
        sandbox
            .runtime()
            .exec(
                container.id(),
                ExecRequest.of(
                    Specs.runc("sh", "-c", script).process().orElseThrow(), Stdio.pipes()))) {
      exec.stdin().close();
      String joined = new String(exec.stdout().readAllBytes(), StandardCharsets.UTF_8);
      container.stdin().close();
      String own = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
      for (String out : List.of(joined, own)) {
        assertTrue(out.matches("(?s)i.86\n00040008\n.*"), out);
        assertTrue(!out.contains("default") && !out.contains("bind"), out);
      }
    }
    container.delete();
  }

  @Test
  void blamesTheMemoryNodeThatIsNotThere() {
    StepException e =
        assertThrows(
            StepException.class,
            () -> run("true", "{'linux':{'memoryPolicy':{'mode':'MPOL_BIND','nodes':'63'}}}"));
    assertTrue(e.getMessage().contains("set_mempolicy"), e.getMessage());
    assertTrue(e.getMessage().endsWith("has no such memory node"), e.getMessage());
  }

  @Test
  void labelsTheProgramOnlyWhereTheKernelHasLabels() {
    Assumptions.assumeFalse(
        HostProbe.host().apparmor() || HostProbe.host().selinux(), "a kernel with labels");
    SpecException e =
        assertThrows(
            SpecException.class,
            () ->
                run(
                    "true",
                    "{'process':{'apparmorProfile':'p','selinuxLabel':'l'},"
                        + "'linux':{'mountLabel':'m'}}"));
    assertEquals(
        "$.process.apparmorProfile: AppArmor is not enabled in this kernel\n"
            + "$.process.selinuxLabel: SELinux is not enabled in this kernel\n"
            + "$.linux.mountLabel: SELinux is not enabled in this kernel",
        String.join("\n", e.problems().stream().map(Object::toString).toList()));
  }

  @Test
  void choosesTheProcessorsOfAProcessThatJoins() throws Exception {
    Container container = sandbox.start(Specs.runc("sleep", "1000"));
    dev.davit.oci.runtime.Process process =
        Specs.patched(
                Specs.runc("grep", "Cpus_allowed_list", "/proc/self/status"),
                "{'process':{'execCPUAffinity':{'initial':'0','final':'0'}}}")
            .process()
            .orElseThrow();
    try (ExecSession exec =
        sandbox.runtime().exec(container.id(), ExecRequest.of(process, Stdio.pipes()))) {
      exec.stdin().close();
      assertEquals(
          "Cpus_allowed_list:\t0\n",
          new String(exec.stdout().readAllBytes(), StandardCharsets.UTF_8));
    }
    container.delete();
  }

  @Test
  void restrictsFilesByLandlock() throws Exception {
    String annotation = "{'annotations':{'dev.davit.landlock':'/=rx;/tmp=rwx;/dev/null=rw'}}";
    assertEquals(
        "sh: can't create /etc/new: Permission denied\n",
        run("echo x > /etc/new; echo x > /tmp/new; mkdir /tmp/d; echo x > /dev/null", annotation));
    assertEquals(
        "cat: can't open '/etc/passwd': Permission denied\n",
        run("cat /etc/passwd", "{'annotations':{'dev.davit.landlock':'/bin=rx;/dev=rw'}}"));
  }

  @Test
  void restrictsFilesByLandlockWithoutNoNewPrivileges() throws Exception {
    assertEquals(
        "sh: can't create /etc/new: Permission denied\n",
        run(
            "echo x > /etc/new",
            "{'process':{'noNewPrivileges':false},"
                + "'annotations':{'dev.davit.landlock':'/=rx;/dev=rw'}}"));
  }

  @Test
  void refusesLandlockRulesThatAreNone() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () -> run("true", "{'annotations':{'dev.davit.landlock':'/=rx;/tmp=rq'}}"));
    assertEquals(
        "$.annotations[\"dev.davit.landlock\"]: \"/tmp=rq\": 'q' is none of r, w and x",
        e.problems().get(0).toString());
  }
}
