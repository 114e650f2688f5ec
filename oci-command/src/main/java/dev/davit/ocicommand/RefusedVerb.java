package dev.davit.ocicommand;

/**
 * A verb that runc or crun have and that is not done here: it is refused by name.
 *
 * @param name the verb
 * @param reason why
 */
record RefusedVerb(String name, String reason) implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable().stopAtArgument();
  }

  @Override
  public int run(Invocation call) {
    throw new CommandFailure(name + ": not supported: " + reason);
  }
}
