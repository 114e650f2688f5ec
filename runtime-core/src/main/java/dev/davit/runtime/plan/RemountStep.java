package dev.davit.runtime.plan;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.AtFlags.AT_RECURSIVE;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Slot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes options of what is mounted already, as {@code remount} asks.
 *
 * @param path where it is
 * @param bind whether only the mount is meant, and not the superblock, as with {@code remount,bind}
 * @param flags options of the superblock without a value
 * @param strings options of the superblock with a value
 * @param attributes of the mount
 * @param below of the mount and all below it
 */
record RemountStep(
    ContainerPath path,
    boolean bind,
    List<String> flags,
    Map<String, String> strings,
    MountOptions.Attributes attributes,
    MountOptions.Attributes below)
    implements Step {

  RemountStep {
    flags = List.copyOf(flags);
    strings = new TreeMap<>(strings);
  }

  @Override
  public String title() {
    return "remount " + path;
  }

  @Override
  public void lower(Lowering to) {
    Slot place = to.slot("target");
    String open = to.here("open");
    to.call(InRoot.openat2(path, OpenFlags.O_PATH).into(place).onError(Errno.EAGAIN, open));
    if (!bind && !(flags.isEmpty() && strings.isEmpty())) {
      Slot context = to.slot("filesystem");
      to.call(
          MountCalls.fspick(
                  place, "", MountApiFlags.FSPICK_CLOEXEC | MountApiFlags.FSPICK_EMPTY_PATH)
              .into(context));
      flags.forEach(flag -> to.call(MountCalls.fsconfigFlag(context, flag)));
      strings.forEach((key, value) -> to.call(MountCalls.fsconfigString(context, key, value)));
      to.call(MountCalls.fsconfigReconfigure(context));
      to.call(FileCalls.close(context));
    }
    change(to, place, below, AT_EMPTY_PATH | AT_RECURSIVE);
    change(to, place, attributes, AT_EMPTY_PATH);
    to.call(FileCalls.close(place));
  }

  private static void change(Lowering to, Slot place, MountOptions.Attributes change, int flags) {
    if (change.set() != 0 || change.clear() != 0) {
      to.call(MountCalls.mountSetattr(place, "", flags, change.set(), change.clear()));
    }
  }
}
