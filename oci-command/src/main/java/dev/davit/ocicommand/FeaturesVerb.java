package dev.davit.ocicommand;

import dev.davit.runtime.plan.SupportedFeatures;

/** {@code features}: what this runtime implements, as JSON. */
final class FeaturesVerb implements Verb {

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    call.atMost(0);
    call.out().print(SupportedFeatures.document().toIndentedJson());
    return 0;
  }
}
