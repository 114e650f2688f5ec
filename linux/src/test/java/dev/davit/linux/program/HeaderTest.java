package dev.davit.linux.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares constants and structures with what a C compiler makes of the kernel's headers. */
class HeaderTest {
  private static final String HEADERS =
      """
      #define _GNU_SOURCE
      #include <stdio.h>
      #include <string.h>
      #include <stddef.h>
      #include <fcntl.h>
      #include <poll.h>
      #include <sched.h>
      #include <signal.h>
      #include <time.h>
      #include <sys/ioctl.h>
      #include <sys/mount.h>
      #include <sys/personality.h>
      #include <sys/prctl.h>
      #include <sys/resource.h>
      #include <sys/socket.h>
      #include <sys/stat.h>
      #include <sys/uio.h>
      #include <sys/wait.h>
      #include <netinet/in.h>
      #include <linux/capability.h>
      #include <linux/close_range.h>
      #include <linux/filter.h>
      #include <linux/if.h>
      #include <linux/ioprio.h>
      #include <linux/keyctl.h>
      #include <linux/landlock.h>
      #include <linux/mempolicy.h>
      #include <linux/mount.h>
      #include <linux/netlink.h>
      #include <linux/openat2.h>
      #include <linux/sched.h>
      #define sched_param kernel_sched_param
      #include <linux/sched/types.h>
      #undef sched_param
      #include <linux/seccomp.h>
      #include <linux/securebits.h>
      static void number(const char *name, long long value) { printf("%s=%lld\\n", name, value); }
      static void bytes(const char *name, const void *at, size_t size) {
        printf("%s=", name);
        for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *) at)[i]);
        printf("\\n");
      }
      """;

  /** Names that strace prints but no header has, and those that are newer than Debian 12. */
  private static final Set<String> NOT_IN_THE_HEADERS =
      Set.of(
          "FSCONFIG_CMD_CREATE_EXCL",
          "LANDLOCK_ACCESS_FS_IOCTL_DEV",
          "LANDLOCK_ACCESS_FS_TRUNCATE",
          "MOVE_MOUNT_BENEATH",
          "MSG_PROBE",
          "MPOL_WEIGHTED_INTERLEAVE",
          "SCHED_ISO",
          "SUID_DUMP_DISABLE",
          "SUID_DUMP_ROOT",
          "SUID_DUMP_USER");

  private static final String CONSTANT = "([A-Z_][A-Z0-9_]{2,})";
  private static final Pattern ROW = Pattern.compile(CONSTANT + "=(-?0x[0-9a-f]+|-?\\d+)\\b");
  private static final Pattern ARGUMENT =
      Pattern.compile("\\b(0x[0-9a-fA-F]+|-?\\d+), \"" + CONSTANT + "\"");

  @BeforeEach
  void needsTheCompilerOfTheHost() {
    assumeTrue(CProgram.available(), "no gcc");
    assumeTrue(Architecture.host() == Architecture.X86_64, "O_ flags differ");
  }

  /** Finds names with their numbers in the sources of this package. */
  private static Map<String, Long> constants() throws IOException {
    Map<String, Long> constants = new TreeMap<>();
    Path sources = Path.of("src/main/java/dev/davit/linux/program");
    try (var files = Files.newDirectoryStream(sources, "*.java")) {
      for (Path file : files) {
        String code = Files.readString(file).replaceAll("(?m)^ *(//|/?\\*).*$", "");
        Matcher rows = ROW.matcher(code);
        while (rows.find()) {
          constants.put(rows.group(1), Long.decode(rows.group(2)));
        }
        Matcher arguments = ARGUMENT.matcher(code);
        while (arguments.find()) {
          constants.put(arguments.group(2), Long.decode(arguments.group(1)));
        }
      }
    }
    constants.keySet().removeAll(NOT_IN_THE_HEADERS);
    return constants;
  }

  @Test
  void givesConstantsTheValuesOfTheHeaders() throws IOException {
    Map<String, Long> constants = constants();
    assertTrue(constants.size() > 200, constants.keySet().toString());
    StringBuilder source = new StringBuilder(HEADERS).append("int main(void) {\n");
    for (String name : constants.keySet()) {
      source.append("number(\"" + name + "\", (long long) " + name + ");\n");
    }
    Map<String, Long> expected = new TreeMap<>();
    CProgram.run(source.append("}\n").toString())
        .forEach((name, value) -> expected.put(name, Long.valueOf(value)));
    // The compiler sees int where the kernel takes unsigned int.
    expected.replaceAll((name, value) -> constants.get(name) < 0 ? value : value & 0xffffffffL);
    assertEquals(expected, constants);
  }

  /** Gives the bytes of the block that an argument points at; addresses in it are zero. */
  private static String block(Call call, int argument) {
    Data data = ((Operand.Address) call.arguments().get(argument)).data();
    return hex(data);
  }

  private static String hex(Data data) {
    byte[] image = new byte[data.size()];
    data.copyTo(image, 0);
    return HexFormat.of().formatHex(image);
  }

  private static void assertStruct(String fill, String actual) throws IOException {
    String source = HEADERS + "int main(void) { " + fill + " bytes(\"s\", &s, sizeof s); }\n";
    assertEquals(CProgram.run(source).get("s"), actual, fill);
  }

  private static Field address(Data data, int index) {
    return data.fields().get(index);
  }

  @Test
  void laysOutTheStructuresOfFileCalls() throws IOException {
    assertStruct(
        "struct open_how s = {.flags = 0x40, .mode = 0123, .resolve = 0x10};",
        block(FileCalls.openat2(Operand.AT_FDCWD, "x", 0x40, 0123, 0x10), 2));
    Data text = Data.bytes("x", new byte[] {1, 2, 3});
    assertStruct(
        "struct iovec s[2] = {{.iov_len = 3}, {.iov_len = 3}};",
        block(FileCalls.writev(Operand.of(1), List.of(text, text)), 1));
    assertStruct(
        "struct mount_attr s = {.attr_set = 1, .attr_clr = 0x70, .propagation = 0x80000,"
            + " .userns_fd = 9};",
        block(
            MountCalls.mountSetattr(Operand.AT_FDCWD, "x", 0, 1, 0x70, 0x80000, Operand.of(9)), 3));
  }

  @Test
  void laysOutTheStructuresOfProcessCalls() throws IOException {
    long flags = CloneFlags.CLONE_NEWNS;
    CloneArguments arguments =
        CloneArguments.of(flags, 17).cgroup(Operand.of(7)).pidfd(Slot.ofInt("pidfd"));
    assertStruct(
        "struct clone_args s = {.flags = CLONE_NEWNS|CLONE_PIDFD|CLONE_INTO_CGROUP,"
            + " .exit_signal = 17, .cgroup = 7};",
        block(ProcessCalls.clone3(arguments), 0));
    assertStruct(
        "size_t s = offsetof(struct clone_args, pidfd);",
        HexFormat.of().toHexDigits(Long.reverseBytes(address(arguments.build(), 0).offset())));
    assertStruct(
        "struct timespec s = {.tv_sec = 5, .tv_nsec = 6};", block(ProcessCalls.nanosleep(5, 6), 0));
    // The kernel's own structure has the fields of this order; the C library's has another.
    assertStruct(
        "struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } s ="
            + " {.handler = SIG_IGN};",
        block(SignalCalls.rtSigaction(Signal.INT, true), 1));
    assertStruct(
        "sigset_t set; sigemptyset(&set); sigaddset(&set, SIGCHLD); sigaddset(&set, 64);"
            + " unsigned long s; memcpy(&s, &set, 8);",
        block(SignalCalls.rtSigprocmask(0, List.of(Signal.CHLD, new Signal(64))), 1));
    assertStruct(
        "struct pollfd s = {.fd = 3, .events = POLLIN};",
        block(SignalCalls.ppoll(Operand.of(3), 1), 0));
  }

  @Test
  void laysOutTheStructuresOfCredentialsAndLimits() throws IOException {
    Call capset = CredentialCalls.capset(1L << 40 | 2, 1L << 32 | 4, 1L << 35 | 8);
    assertStruct(
        "struct __user_cap_header_struct s = {.version = _LINUX_CAPABILITY_VERSION_3};",
        block(capset, 0));
    assertStruct(
        "struct __user_cap_data_struct s[2] = {{.effective = 2, .permitted = 4, .inheritable = 8},"
            + " {.effective = 256, .permitted = 1, .inheritable = 8}};",
        block(capset, 1));
    assertStruct(
        "gid_t s[2] = {1, 4294967294};",
        block(CredentialCalls.setgroups(List.of(1L, 4294967294L)), 1));
    assertStruct(
        "struct rlimit64 s = {.rlim_cur = 5, .rlim_max = RLIM64_INFINITY};",
        block(SchedulingCalls.prlimit64(7, 5, SchedulingCalls.RLIM64_INFINITY), 2));
    assertStruct(
        "struct { struct sched_attr a; } all = {{.size = SCHED_ATTR_SIZE_VER0,"
            + " .sched_policy = SCHED_BATCH, .sched_flags = 1, .sched_nice = -5,"
            + " .sched_runtime = 6, .sched_deadline = 7, .sched_period = 8}};"
            + " char s[SCHED_ATTR_SIZE_VER0]; memcpy(s, &all, sizeof s);",
        block(SchedulingCalls.schedSetattr(3, 1, -5, 0, 6, 7, 8), 1));
    BitSet processors = new BitSet();
    processors.set(3);
    processors.set(64);
    assertStruct(
        "cpu_set_t set; CPU_ZERO(&set); CPU_SET(3, &set); CPU_SET(64, &set);"
            + " char s[16]; memcpy(s, &set, sizeof s);",
        block(SchedulingCalls.schedSetaffinity(processors), 2));
    assertEquals(
        CProgram.run(
                HEADERS
                    + "int main(void) { number(\"v\","
                    + " IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)); }")
            .get("v"),
        "" + ((Operand.Immediate) SchedulingCalls.ioprioSet(2, 4).arguments().get(2)).value());
  }

  @Test
  void laysOutTheStructuresOfSocketsAndSandboxes() throws IOException {
    assertStruct(
        "struct ifreq s; memset(&s, 0, sizeof s); strcpy(s.ifr_name, \"lo\");"
            + " s.ifr_flags = IFF_UP;",
        hex(SocketCalls.interfaceRequest("lo", 1)));
    Data control = SocketCalls.descriptorMessage(Operand.of(5));
    assertStruct(
        "union { struct cmsghdr h; char room[CMSG_SPACE(4)]; } s; memset(&s, 0, sizeof s);"
            + " s.h.cmsg_len = CMSG_LEN(4); s.h.cmsg_level = SOL_SOCKET; s.h.cmsg_type ="
            + " SCM_RIGHTS; *(int *) CMSG_DATA(&s.h) = 5;",
        hex(control));
    Call sendmsg = SocketCalls.sendmsg(Operand.of(3), Data.bytes("x", new byte[1]), control, 0);
    assertStruct(
        "struct msghdr s = {.msg_iovlen = 1, .msg_controllen = CMSG_SPACE(4)};", block(sendmsg, 1));
    Data message = ((Operand.Address) sendmsg.arguments().get(1)).data();
    assertStruct(
        "size_t s[2] = {offsetof(struct msghdr, msg_iov), offsetof(struct msghdr, msg_control)};",
        HexFormat.of().toHexDigits(Long.reverseBytes(address(message, 0).offset()))
            + HexFormat.of().toHexDigits(Long.reverseBytes(address(message, 1).offset())));
    assertStruct(
        "struct sock_fprog s = {.len = 2};", block(SandboxCalls.seccompFilter(new byte[16], 0), 2));
    assertStruct(
        "struct landlock_ruleset_attr s = {.handled_access_fs = 0x1fff};",
        block(SandboxCalls.landlockCreateRuleset(0x1fff), 0));
    assertStruct(
        "struct landlock_path_beneath_attr s = {.allowed_access = 12, .parent_fd = 9};",
        block(SandboxCalls.landlockAllowBeneath(Operand.of(3), 12, Operand.of(9)), 2));
  }
}
