package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/cri-by-curl.md}: its commands, one after the other, give what it says. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.CURL})
class CriByCurlTest {
  private static final Pattern BLOCK = Pattern.compile("```(sh|json)\n(.*?)```\n", Pattern.DOTALL);
  private static final String MARK = "---- end of a block ----";

  @Test
  void theCommandsOfTheDocumentGiveWhatItSays() throws Exception {
    List<String> said = new ArrayList<>();
    StringBuilder script = new StringBuilder("set -euo pipefail\n");
    Matcher blocks =
        BLOCK.matcher(Files.readString(Path.of("../docs/cri-by-curl.md").toAbsolutePath()));
    while (blocks.find()) {
      if (blocks.group(1).equals("sh")) {
        script.append(blocks.group(2)).append("echo '").append(MARK).append("'\n");
      } else {
        said.add(blocks.group(2).strip());
      }
    }
    try (DaemonProcess daemon = DaemonProcess.started()) {
      String davit = "davit() { " + quoted(daemon.davit().line("VERB")) + "; }\n";
      Path directory = Workspace.directory("by-curl");
      Tool.Result result =
          Tool.attempt(
              List.of("bash", "-c", "exec 2>&1\ncd " + directory + "\n" + davit + script),
              Map.of("DAVIT_SOCKET", daemon.socket().toString()),
              null,
              Tool.DEADLINE);
      result.expect(0);
      String[] printed = result.out().split(MARK + "\n");
      assertEquals(said.size(), printed.length, result.out());
      for (int i = 0; i < printed.length; i++) {
        assertEquals(normal(said.get(i)), normal(printed[i].strip()));
      }
    }
  }

  /** The line as a function of the shell, the verb being its first argument. */
  private static String quoted(List<String> line) {
    StringBuilder quoted = new StringBuilder("local verb=$1; shift; ");
    for (String word : line) {
      quoted.append(word.equals("VERB") ? "\"$verb\"" : "'" + word + "'").append(' ');
    }
    return quoted.append("\"$@\"").toString();
  }

  private static String normal(String text) {
    return text.replaceAll("\"runtimeVersion\":\"[^\"]*\"", "\"runtimeVersion\":…");
  }
}
