package dev.davit.image;

import dev.davit.oci.DavitException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers damages, and mends them if it shall; what cannot be mended keeps nothing else from it.
 */
final class DamageList {

  private final boolean repair;
  private final List<Damage> damages = new ArrayList<>();

  DamageList(boolean repair) {
    this.repair = repair;
  }

  boolean repairs() {
    return repair;
  }

  List<Damage> all() {
    return List.copyOf(damages);
  }

  /** Something that can be mended. */
  void mend(String object, String problem, String remedy, Runnable action) {
    if (!repair) {
      damages.add(new Damage(object, problem, "repair: " + remedy, false));
      return;
    }
    try {
      action.run();
      damages.add(new Damage(object, problem, "mended: " + remedy, true));
    } catch (DavitException e) {
      damages.add(new Damage(object, problem, "cannot be mended: " + e.getMessage(), false));
    }
  }

  /** Something that somebody else has to bring back. */
  void report(String object, String problem, String cure) {
    damages.add(new Damage(object, problem, cure, false));
  }
}
