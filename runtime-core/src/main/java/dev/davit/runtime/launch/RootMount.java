package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.Preparation;
import dev.davit.runtime.plan.RootPlan;

/** The root filesystem of a container that does not run, for somebody who looks into it. */
public final class RootMount {

  private RootMount() {}

  /**
   * Makes the same mount that a start would make. It is in no mount table, and gone when the
   * descriptor is closed.
   *
   * @return the descriptor of its root, which the caller closes
   * @throws StepException if it cannot be made
   */
  public static Fd open(RootSource source, Host host) {
    Preparation preparation = RootPlan.of(source, host);
    try (DescriptorSet descriptors = new DescriptorSet()) {
      new Preparer(host, descriptors).prepare(preparation);
      return Descriptors.duplicate(descriptors.get(preparation.descriptor()));
    } catch (ErrnoException e) {
      throw StepException.ofCall("root filesystem", "open", e);
    }
  }
}
