package dev.davit.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Syscall;
import dev.davit.runtime.plan.Preparation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CuresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SETNS | EINVAL | join the net namespace setns(<ns net>) | its path names no namespace of that type
          OPENAT2 | ENOENT | set the kernel parameter net.no openat2(…) | the kernel has no such parameter in the container's namespaces
          OPENAT2 | ENOENT | make the Landlock rules openat2(…) | the container has no such place: take the rule out of the annotation
          OPENAT2 | ENOENT | mount /a on /b openat2(…) | ''
          WRITE | EINVAL | set the kernel parameter a.b write(<sysctl>, "x", 1) | the kernel takes no such value for it
          WRITE | ERANGE | make a time namespace write(<timens_offsets>, "boottime -9 0", 2) | the clock may not stand before 0, nor beyond 146 years
          WRITE | EIO | label the program write(<label>, "x", 1) | ''
          FSCONFIG | EINVAL | make a devpts fsconfig(<f>, FSCONFIG_SET_STRING, "gid", "5", 0) | the id has to be mapped into the user namespace
          FSCONFIG | EINVAL | make a tmpfs fsconfig(<f>, FSCONFIG_SET_STRING, "foo", "3", 0) | the filesystem has no such option, or takes no such value for it
          FSCONFIG | ENOENT | make a ext4 fsconfig(<f>, FSCONFIG_CMD_CREATE, NULL, NULL, 0) | its source, or a directory in its options, is not there
          SCHED_SETATTR | EINVAL | set sched_setattr(0, {sched_policy=SCHED_DEADLINE}, 0) | wanted is 1024 ns <= runtime <= deadline <= period
          SCHED_SETATTR | EPERM | set sched_setattr(0, {sched_policy=SCHED_FIFO}, 0) | a real-time or deadline policy needs CAP_SYS_NICE, and a real-time one where the cpu controller is on v1 a cgroup whose cpu.rt_runtime_us is not 0
          SCHED_SETATTR | EINVAL | set sched_setattr(0, {sched_policy=SCHED_FIFO}, 0) | ''
          """)
  void knowsWhatToDo(Syscall call, Errno errno, String text, String cure) {
    assertEquals(cure, Cures.ofCall(call, text, errno));
  }

  @Test
  void namesANamespaceThatIsAnother() {
    assertEquals(
        "its path names no namespace of that type, or the one that the runtime is in",
        Cures.ofPreparation(
            new Preparation.OpenNamespace("user", Path.of("/proc/7/ns/uts")),
            new ErrnoException("setns(…)", Errno.EINVAL)));
  }

  @Test
  void asksWhetherTheProcessOfANamespaceHasEnded() {
    assertEquals(
        "there is no /proc/7/ns/net on the host: has its process ended?",
        Cures.ofPreparation(
            new Preparation.OpenNamespace("net", Path.of("/proc/7/ns/net")),
            new ErrnoException("openat(…)", Errno.ENOENT)));
  }
}
