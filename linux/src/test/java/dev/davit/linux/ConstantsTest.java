package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.ResourceLimit;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Needs(Needs.Need.GCC)
class ConstantsTest {
  /** What the facade takes for granted, as C expressions. */
  private static final String LAYOUTS =
      """
      sizeof(struct open_how) = 24
      offsetof(struct open_how, resolve) = 16
      sizeof(struct mount_attr) = 32
      offsetof(struct mount_attr, propagation) = 16
      offsetof(struct mount_attr, userns_fd) = 24
      sizeof(struct statx) = 256
      offsetof(struct statx, stx_attributes) = 8
      offsetof(struct statx, stx_nlink) = 16
      offsetof(struct statx, stx_uid) = 20
      offsetof(struct statx, stx_gid) = 24
      offsetof(struct statx, stx_mode) = 28
      offsetof(struct statx, stx_ino) = 32
      offsetof(struct statx, stx_size) = 40
      offsetof(struct statx, stx_blocks) = 48
      offsetof(struct statx, stx_atime) = 64
      offsetof(struct statx, stx_ctime) = 96
      offsetof(struct statx, stx_mtime) = 112
      offsetof(struct statx, stx_rdev_major) = 128
      offsetof(struct statx, stx_dev_major) = 136
      offsetof(struct statx, stx_mnt_id) = 144
      offsetof(struct statx_timestamp, tv_nsec) = 8
      sizeof(struct statfs) = 120
      offsetof(struct statfs, f_bavail) = 32
      offsetof(struct statfs, f_namelen) = 64
      offsetof(struct statfs, f_flags) = 80
      sizeof(siginfo_t) = 128
      offsetof(siginfo_t, si_code) = 8
      offsetof(siginfo_t, si_pid) = 16
      offsetof(siginfo_t, si_status) = 24
      sizeof(struct rusage) = 144
      offsetof(struct rusage, ru_stime) = 16
      offsetof(struct rusage, ru_maxrss) = 32
      0 + BPF_PROG_LOAD = 5
      0 + BPF_PROG_ATTACH = 8
      0 + BPF_PROG_DETACH = 9
      0 + BPF_PROG_GET_FD_BY_ID = 13
      0 + BPF_PROG_QUERY = 16
      0 + BPF_PROG_TYPE_CGROUP_DEVICE = 15
      0 + BPF_CGROUP_DEVICE = 6
      0 + BPF_F_ALLOW_MULTI = 2
      sizeof(struct bpf_insn) = 8
      offsetof(struct bpf_insn, off) = 2
      offsetof(struct bpf_insn, imm) = 4
      offsetof(union bpf_attr, insn_cnt) = 4
      offsetof(union bpf_attr, insns) = 8
      offsetof(union bpf_attr, license) = 16
      offsetof(union bpf_attr, prog_name) = 48
      offsetof(union bpf_attr, attach_bpf_fd) = 4
      offsetof(union bpf_attr, attach_type) = 8
      offsetof(union bpf_attr, attach_flags) = 12
      offsetof(union bpf_attr, query.prog_ids) = 16
      offsetof(union bpf_attr, query.prog_cnt) = 24
      sizeof(struct msghdr) = 56
      offsetof(struct msghdr, msg_iov) = 16
      offsetof(struct msghdr, msg_control) = 32
      offsetof(struct msghdr, msg_controllen) = 40
      offsetof(struct msghdr, msg_flags) = 48
      sizeof(struct cmsghdr) = 16
      offsetof(struct cmsghdr, cmsg_level) = 8
      offsetof(struct cmsghdr, cmsg_type) = 12
      sizeof(struct ucred) = 12
      sizeof(struct pollfd) = 8
      offsetof(struct pollfd, revents) = 6
      sizeof(struct winsize) = 8
      sizeof(struct __user_cap_data_struct) = 12
      STATX_BASIC_STATS = 2047
      F_DUPFD_CLOEXEC = 1030
      F_ADD_SEALS = 1033
      TIOCGPTPEER = 21569
      TIOCGPTN = 2147767344
      TIOCSPTLCK = 1074025521
      TIOCGWINSZ = 21523
      TIOCSWINSZ = 21524
      TCGETS = 21505
      TCSETS = 21506
      PR_SET_CHILD_SUBREAPER = 36
      PR_CAPBSET_READ = 23
      SO_PEERCRED = 17
      MSG_CMSG_CLOEXEC = 1073741824
      MSG_NOSIGNAL = 16384
      MSG_CTRUNC = 8
      CLD_EXITED = 1
      CLD_DUMPED = 3
      P_PIDFD = 3
      WEXITED = 4
      POSIX_SPAWN_SETSIGDEF = 4
      POSIX_SPAWN_SETSIGMASK = 8
      POSIX_SPAWN_SETSID = 128
      UTIME_NOW = 1073741823
      UTIME_OMIT = 1073741822
      SEEK_DATA = 3
      SEEK_HOLE = 4
      """;

  @ParameterizedTest
  @ValueSource(
      classes = {
        OpenFlags.class,
        ResolveFlags.class,
        AtFlags.class,
        RenameFlags.class,
        MountFlags.class,
        UnmountFlags.class,
        MountAttributes.class,
        MountApiFlags.class,
        CloneFlags.class,
        Mode.class
      })
  void haveTheValuesOfTheHeaders(Class<?> type) throws Exception {
    Map<String, Long> ours = constants(type);
    Map<String, Long> theirs = CProgram.values(ours.keySet());
    // the headers may be older than the newest flags
    assertTrue(theirs.size() >= ours.size() - 2, () -> type + ": headers know " + theirs.keySet());
    theirs.replaceAll((name, value) -> type == CloneFlags.class ? value : value & 0xffffffffL);
    ours.keySet().retainAll(theirs.keySet());
    assertEquals(theirs, ours);
  }

  private static Map<String, Long> constants(Class<?> type) throws IllegalAccessException {
    Map<String, Long> constants = new LinkedHashMap<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        Number value = (Number) field.get(null);
        boolean wide = value instanceof Long;
        constants.put(field.getName(), wide ? value.longValue() : value.intValue() & 0xffffffffL);
      }
    }
    return constants;
  }

  @Test
  void pollAndEpollShareTheirEvents() throws Exception {
    for (Field field : PollEvents.class.getDeclaredFields()) {
      String name = field.getName();
      Map<String, Long> theirs =
          CProgram.values(
              name.equals("NVAL") ? List.of("POLLNVAL") : List.of("POLL" + name, "EPOLL" + name));
      theirs.values().forEach(value -> assertEquals(value, constant(field), name));
    }
  }

  private static long constant(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void capabilitiesHaveTheNumbersOfTheHeaders() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    for (Capability capability : Capability.values()) {
      ours.put(capability.capName(), (long) capability.number());
    }
    assertEquals(CProgram.values(ours.keySet()), ours);
    assertEquals(40, CProgram.values(List.of("CAP_LAST_CAP")).get("CAP_LAST_CAP"));
  }

  @Test
  void resourceLimitsHaveTheNumbersOfTheHeaders() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    for (ResourceLimit.Resource resource : ResourceLimit.Resource.values()) {
      ours.put("(int) " + resource.rlimitName(), (long) resource.ordinal());
    }
    assertEquals(CProgram.values(ours.keySet()), ours);
  }

  @Test
  void errnosHaveTheNumbersAndMeaningsOfTheCLibrary() throws Exception {
    StringBuilder body = new StringBuilder();
    List<String> ours = new ArrayList<>();
    for (Errno errno : Errno.values()) {
      if (errno.number() < 512) {
        body.append("printf(\"%d %s\\n\", " + errno + ", strerror(" + errno + "));\n");
        ours.add(errno.number() + " " + errno.meaning());
      }
    }
    assertEquals(ours, CProgram.runMain(body.toString()).lines().toList());
  }

  @Test
  void signalsHaveTheNumbersOfTheHeaders() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    for (int number = 1; number <= 31; number++) {
      ours.put(new Signal(number).name(), (long) number);
    }
    ours.put("SIGRTMIN+3", 37L);
    ours.put("SIGRTMAX", 64L);
    ours.put("SIGRTMIN", 34L);
    assertEquals(CProgram.values(ours.keySet()), ours);
  }

  @Test
  void structsAreLaidOutAsAssumed() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    for (String line : LAYOUTS.lines().toList()) {
      int equals = line.lastIndexOf(" = ");
      ours.put("(" + line.substring(0, equals) + ")", Long.valueOf(line.substring(equals + 3)));
    }
    assertEquals(ours, CProgram.values(ours.keySet()));
  }

  @Test
  void spawnStructsFitTheirRoom() throws Exception {
    Map<String, Long> sizes =
        CProgram.values(
            List.of(
                "sizeof(posix_spawn_file_actions_t)",
                "sizeof(posix_spawnattr_t)",
                "sizeof(sigset_t)"));
    assertTrue(sizes.get("sizeof(posix_spawn_file_actions_t)") <= 256);
    assertTrue(sizes.get("sizeof(posix_spawnattr_t)") <= 512);
    assertEquals(128, sizes.get("sizeof(sigset_t)"));
  }
}
