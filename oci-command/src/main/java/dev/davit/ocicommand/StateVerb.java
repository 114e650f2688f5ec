package dev.davit.ocicommand;

import com.google.gson.GsonBuilder;

/** {@code state}: prints the state of a container as JSON. */
final class StateVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    Described described = new Described(call.states().observe(call.id()));
    call.out()
        .println(
            new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(described.json("")));
    return 0;
  }
}
