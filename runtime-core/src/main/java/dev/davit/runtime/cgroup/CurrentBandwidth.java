package dev.davit.runtime.cgroup;

import dev.davit.linux.ErrnoException;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Resources;
import java.nio.file.Path;

/**
 * The processor time that a cgroup has: quota and period are one setting for the kernel, so that
 * who changes one of them means to keep the other.
 */
final class CurrentBandwidth {

  private static final long NO_LIMIT = -1;

  private final CgroupFilesystem files;
  private final Path directory;
  private final boolean unified;

  /**
   * That of a cgroup.
   *
   * @param directory where its processor time is limited
   * @param unified whether that is in cgroup v2
   */
  CurrentBandwidth(CgroupFilesystem files, Path directory, boolean unified) {
    this.files = files;
    this.directory = directory;
    this.unified = unified;
  }

  /** With what of the two is not asked for as it is now. */
  Resources completing(Resources resources) {
    Cpu cpu = resources.cpu().orElse(Cpu.empty());
    if (cpu.quota().isPresent() == cpu.period().isPresent()) {
      return resources;
    }
    try {
      return resources.withCpu(
          cpu.quota().isPresent() ? cpu.withPeriod(period()) : cpu.withQuota(quota()));
    } catch (ErrnoException | NumberFormatException e) {
      // the write that follows says what is wrong with the file
      return resources;
    }
  }

  private long period() throws ErrnoException {
    return Long.parseLong(unified ? words()[1] : read("cpu.cfs_period_us"));
  }

  private long quota() throws ErrnoException {
    String quota = unified ? words()[0] : read("cpu.cfs_quota_us");
    return quota.equals("max") ? NO_LIMIT : Long.parseLong(quota);
  }

  private String[] words() throws ErrnoException {
    String[] words = read("cpu.max").split(" ");
    if (words.length != 2) {
      throw new NumberFormatException("cpu.max");
    }
    return words;
  }

  private String read(String file) throws ErrnoException {
    return files.read(directory.resolve(file)).strip();
  }
}
