package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A Connect client that was not written here understands the socket, and the socket it. */
@Needs(Need.CONNECT_NODE)
class ConnectTest {

  @Test
  void everyFieldOfEveryCallGoesThereAndBackAndEveryCodeIsUnderstood() throws Exception {
    Path directory = Workspace.directory("echo");
    try (EchoServer server = new EchoServer(directory.resolve("s"), directory)) {
      Tool.Result result =
          ConnectClient.run(
              "echo.mjs", Duration.ofMinutes(2), server.path(), ConnectClient.schema(), directory);
      result.expect(0);
      // 43 calls, each full and empty, in three manners of speaking.
      assertEquals(
          43 * 2 * 3 + " calls, 16 codes", result.line().replaceAll(" [0-9]+ fields,", ""));
    } finally {
      Workspace.delete(directory);
    }
  }
}
