package dev.davit.runtime.criu;

/**
 * What criu says: {@code criu_resp} of its images/rpc.proto.
 *
 * @param notification the stage that was reached; empty if this is the end
 * @param success whether it did what it was asked to
 * @param pid the first process of what is saved or restored; 0 where it is not told
 * @param errno 0, or the reason of a failure
 * @param message what it says about a failure; often nothing
 * @param version major, minor and third number times 10000, 100 and 1; 0 where it is not told
 */
record CriuAnswer(
    String notification, boolean success, int pid, int errno, String message, int version) {

  private static final int NOTIFY = 6;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static CriuAnswer parse(byte[] bytes) {
    boolean success = false;
    long kind = 0;
    int pid = 0;
    int errno = 0;
    int version = 0;
    String message = "";
    String script = "";
    ProtoReader in = new ProtoReader(bytes);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> kind = in.number();
        case 2 -> success = in.flag();
        case 4 -> pid = (int) number(in.message(), 1);
        case 5 -> {
          pid = (int) number(in.message(), 2);
          script = text(in.message(), 1);
        }
        case 7 -> errno = (int) in.number();
        case 9 -> message = in.text();
        case 10 ->
            version =
                (int)
                    (number(in.message(), 1) * 10000
                        + number(in.message(), 2) * 100
                        + number(in.message(), 4));
        default -> {
          // nothing that is of use here
        }
      }
    }
    return new CriuAnswer(kind == NOTIFY ? script : "", success, pid, errno, message, version);
  }

  private static long number(ProtoReader message, int field) {
    long found = 0;
    while (message.next()) {
      if (message.field() == field) {
        found = message.number();
      }
    }
    return found;
  }

  private static String text(ProtoReader message, int field) {
    String found = "";
    while (message.next()) {
      if (message.field() == field) {
        found = message.text();
      }
    }
    return found;
  }
}
