package dev.davit.ocicommand;

/** {@code start}: lets the program of a created container run. */
final class StartVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    call.runtime().start(call.id());
    return 0;
  }
}
