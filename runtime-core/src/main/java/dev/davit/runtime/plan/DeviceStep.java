package dev.davit.runtime.plan;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_T_EMPTY_PATH;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLOEXEC;
import static dev.davit.linux.MountApiFlags.OPEN_TREE_CLONE;

import dev.davit.linux.AtFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.Mode;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SocketCalls;
import dev.davit.linux.program.Width;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What init puts into {@code /dev}. */
sealed interface DeviceStep extends Step {

  /**
   * A device node or a FIFO.
   *
   * @param name its name in its directory
   * @param mode type and permissions (inode(7))
   * @param number its number; empty for a FIFO
   * @param uid its owner
   * @param gid its group
   * @param asked whether the configuration asks for it, and not only the specification
   */
  record Node(
      String name, int mode, Optional<DeviceNumber> number, long uid, long gid, boolean asked) {}

  /**
   * Makes device nodes and FIFOs; those that exist stay, but what is in the place of one that is
   * asked for has to be that. A symbolic link counts as one.
   *
   * @param path the directory
   * @param nodes what to make in it
   */
  record MakeNodes(ContainerPath path, List<Node> nodes) implements DeviceStep {
    private static final int STATX_SIZE = 256;
    private static final int STATX_BASIC_STATS = 0x7ff;

    /** stx_mode has two bytes, and what follows it is zero. */
    private static final int STX_MODE = 28;

    private static final int STX_MAJOR = 128;
    private static final int STX_MINOR = 132;

    public MakeNodes {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String title() {
      return "make "
          + nodes.stream().map(Node::name).collect(Collectors.joining(", "))
          + " in "
          + path;
    }

    @Override
    public void lower(Lowering to) {
      Slot directory = to.slot("directory");
      InRoot.openOrMake(to, path, false, FilesystemStep.Way.INSIDE, directory);
      for (Node node : nodes) {
        to.call(
            FileCalls.mknodat(directory, node.name(), node.mode(), number(node))
                .ignoring(Errno.EEXIST));
        if (node.uid() != 0 || node.gid() != 0) {
          to.call(
              FileCalls.fchownat(
                  directory, node.name(), node.uid(), node.gid(), AtFlags.AT_SYMLINK_NOFOLLOW));
        }
      }
      nodes.stream().filter(Node::asked).forEach(node -> verify(to, directory, node));
      to.call(FileCalls.close(directory));
    }

    /** To make it again fails, for it is there. */
    private void verify(Lowering to, Slot directory, Node node) {
      Data statx = Data.buffer("statx", STATX_SIZE);
      Slot type = to.slot("type");
      String typed = to.freshLabel("typed");
      String right = to.freshLabel("right");
      Call again = FileCalls.mknodat(directory, node.name(), node.mode(), number(node));
      to.begin(
          "see that " + ContainerPath.of(path, node.name()) + " is of the type that is asked for");
      to.call(
          FileCalls.statx(
              directory, node.name(), AtFlags.AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, statx));
      to.compute(type, statx.slot(STX_MODE, Width.INT), Operation.AND, Operand.of(Mode.S_IFMT));
      to.jumpIf(type, Condition.EQ, Mode.S_IFLNK, right);
      to.jumpIf(type, Condition.EQ, node.mode() & Mode.S_IFMT, typed);
      to.conditional(() -> to.call(again));
      to.label(typed);
      node.number().ifPresent(number -> verify(to, number, node, statx, again, right));
      to.label(right);
      to.begin(title());
    }

    private void verify(
        Lowering to, DeviceNumber number, Node node, Data statx, Call again, String right) {
      String wrong = to.freshLabel("wrong");
      to.begin("see that " + ContainerPath.of(path, node.name()) + " is the device " + number);
      to.jumpIf(statx.slot(STX_MAJOR, Width.INT), Condition.NE, number.major(), wrong);
      to.jumpIf(statx.slot(STX_MINOR, Width.INT), Condition.EQ, number.minor(), right);
      to.label(wrong);
      to.conditional(() -> to.call(again));
    }

    private static long number(Node node) {
      return node.number().map(DeviceNumber::encoded).orElse(0);
    }
  }

  /**
   * Takes the device nodes that the host side has made. What is nowhere mounted cannot be cloned
   * (open_tree(2)): for that time their tmpfs covers the host's {@code /dev}, in this mount
   * namespace alone.
   *
   * @param mounts the names that {@link FilesystemStep.Attach} finds them by, in the order of the
   *     nodes
   */
  record CloneNodes(List<String> mounts) implements DeviceStep {
    private static final String PLACE = "/dev";

    public CloneNodes {
      mounts = List.copyOf(mounts);
    }

    @Override
    public String title() {
      return "take the devices that are asked for";
    }

    @Override
    public void lower(Lowering to) {
      Operand nodes = to.descriptor(DescriptorNames.DEVICES);
      to.call(MountCalls.moveMount(nodes, "", Operand.AT_FDCWD, PLACE, MOVE_MOUNT_F_EMPTY_PATH));
      for (int i = 0; i < mounts.size(); i++) {
        to.call(
            MountCalls.openTree(nodes, Integer.toString(i), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)
                .into(to.slot(mounts.get(i))));
      }
      to.call(MountCalls.umount2(PLACE, UnmountFlags.MNT_DETACH));
    }
  }

  /**
   * Makes symbolic links in {@code /dev}; those that exist stay.
   *
   * @param targets what they point at, by name
   */
  record MakeLinks(Map<String, String> targets) implements DeviceStep {
    private static final ContainerPath DEV = ContainerPath.of("/dev");

    public MakeLinks {
      targets = new TreeMap<>(targets);
    }

    @Override
    public String title() {
      return "make the links in /dev";
    }

    @Override
    public void lower(Lowering to) {
      Slot dev = to.slot("dev");
      InRoot.openOrMake(to, DEV, false, FilesystemStep.Way.INSIDE, dev);
      targets.forEach(
          (name, target) -> to.call(FileCalls.symlinkat(target, dev, name).ignoring(Errno.EEXIST)));
      to.call(FileCalls.close(dev));
    }
  }

  /** Binds the container's terminal to {@code /dev/console}. */
  record BindConsole() implements DeviceStep {
    private static final ContainerPath CONSOLE = ContainerPath.of("/dev/console");

    @Override
    public String title() {
      return "mount the terminal on /dev/console";
    }

    @Override
    public void lower(Lowering to) {
      Slot slave = to.slot("console");
      Slot place = to.slot("target");
      // the first terminal of an instance of devpts is 0, and nobody else had this one
      to.call(
          MountCalls.openTree(
                  to.descriptor(DescriptorNames.DEVPTS), "0", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)
              .into(slave));
      InRoot.openOrMake(to, CONSOLE, true, FilesystemStep.Way.INSIDE, place);
      to.call(
          MountCalls.moveMount(
              slave, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
      to.call(FileCalls.close(place));
    }
  }

  /** Makes the terminal on standard input the controlling one (TIOCSCTTY, tty_ioctl(4)). */
  record TakeTerminal() implements DeviceStep {
    @Override
    public String title() {
      return "take the terminal";
    }

    @Override
    public void lower(Lowering to) {
      to.call(SocketCalls.ioctlSetControllingTerminal(Operand.of(0)));
    }
  }

  /**
   * Gives standard input, output and error to the user, who could not open {@code /dev/stdout}
   * otherwise. Only what was made for this container is given away, never what it shares.
   *
   * @param uid the user
   * @param first the first of the descriptors
   */
  record GiveStdio(long uid, int first) implements DeviceStep {
    @Override
    public String title() {
      return "give standard input, output and error to the user";
    }

    @Override
    public void lower(Lowering to) {
      for (int fd = first; fd <= 2; fd++) {
        to.call(FileCalls.fchownat(Operand.of(fd), "", uid, -1, AT_EMPTY_PATH));
      }
    }
  }
}
