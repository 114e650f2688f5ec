package dev.davit.runtime.plan;

import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.SandboxCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.Width;

/** What init does about Landlock. */
sealed interface LandlockStep extends Step {

  /** The name of the ruleset's descriptor. */
  String RULESET = "landlock ruleset";

  /**
   * Makes the ruleset while every path can be opened.
   *
   * @param rules what to allow
   */
  record MakeRuleset(Landlock rules) implements LandlockStep {
    /** The access rights of Linux 6.2 (ABI 3), and those of 5.13 (ABI 1). */
    private static final long[] HANDLED = {0x7fff, 0x1fff};

    /** Rights that make sense for a file; the kernel refuses a rule for a file with others. */
    private static final long OF_FILE = 1 | 2 | 4 | 0x4000;

    @Override
    public String title() {
      return "make the Landlock rules";
    }

    @Override
    public void lower(Lowering to) {
      String made = to.freshLabel("landlock");
      String older = to.freshLabel("landlock.older");
      to.call(
          SandboxCalls.landlockCreateRuleset(HANDLED[0])
              .into(to.slot(RULESET))
              .onError(Errno.EINVAL, older));
      allow(to, HANDLED[0]);
      to.jump(made);
      to.label(older);
      to.conditional(
          () -> {
            to.call(SandboxCalls.landlockCreateRuleset(HANDLED[1]).into(to.slot(RULESET)));
            allow(to, HANDLED[1]);
          });
      to.label(made);
    }

    private void allow(Lowering to, long handled) {
      Slot ruleset = to.slot(RULESET);
      for (Landlock.Rule rule : rules.rules()) {
        String open = to.here("open");
        String file = to.freshLabel("file");
        String done = to.freshLabel("allowed");
        Data beneath = SandboxCalls.landlockRule(rule.access() & handled);
        Slot place = beneath.slot(SandboxCalls.PARENT_FD, Width.INT);
        to.call(
            InRoot.openat2(rule.path(), OpenFlags.O_PATH).into(place).onError(Errno.EAGAIN, open));
        to.call(SandboxCalls.landlockAllowBeneath(ruleset, beneath).onError(Errno.EINVAL, file));
        to.jump(done);
        to.label(file);
        Data itself = SandboxCalls.landlockRule(rule.access() & handled & OF_FILE);
        to.store(itself.slot(SandboxCalls.PARENT_FD, Width.INT), place);
        to.conditional(() -> to.call(SandboxCalls.landlockAllowBeneath(ruleset, itself)));
        to.label(done);
        to.call(FileCalls.close(place));
      }
    }
  }

  /** Puts the rules into force, for this process and all that come of it. */
  record Restrict() implements LandlockStep {
    @Override
    public String title() {
      return "put the Landlock rules into force";
    }

    @Override
    public void lower(Lowering to) {
      Slot ruleset = to.slot(RULESET);
      to.call(SandboxCalls.landlockRestrictSelf(ruleset));
      to.call(FileCalls.close(ruleset));
    }
  }
}
