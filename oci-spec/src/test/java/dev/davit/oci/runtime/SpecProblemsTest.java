package dev.davit.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.DavitException;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.Resources;
import dev.davit.oci.json.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SpecProblemsTest {
  private static final String VALID = Resources.text("runtime/every-field.json");

  @Test
  void reportsAllMistakesAtOnce() {
    SpecException e =
        assertThrows(
            SpecException.class, () -> Spec.parse(Resources.text("runtime/ten-mistakes.json")));
    assertEquals(
        """
        config: 9 problems:
          $.process.user.uid: -1 is not within 0 and 4294967295
          $.process.cwd: missing
          $.process.rlimits[0].type: unknown value "RLIMIT_FILES"
          $.linux.namespaces[1].type: unknown value "net", not one of pid, network, mount, ipc, uts, user, cgroup, time
          $.linux.resources.memory.limit: must be an integer, not a string
          $.ociVersion: version 2.0.0 is not supported, only 1.x is
          $.process.args: must have at least the program
          $.process.env[1]: "NOVALUE" is not NAME=value
          $.linux.maskedPaths[0]: "proc/kcore" is not an absolute path""",
        e.getMessage());
    assertTrue(DavitException.class.isInstance(e));
  }

  /** Each line changes one field of a valid configuration and names the problem. */
  @ParameterizedTest
  @CsvFileSource(resources = "/runtime/mistakes.csv", delimiter = '|', quoteCharacter = '`')
  void refuses(String field, String value, String path, String message) {
    String changed = with(VALID, field, value);
    SpecException e = assertThrows(SpecException.class, () -> Spec.parse(changed));
    assertEquals(List.of(new Problem(path, message)), e.problems());
  }

  @Test
  void checksWhatWasBuiltInJavaByTheSameRules() {
    Spec spec = Spec.defaults().withLinux(Linux.empty());
    assertEquals(
        List.of(new Problem("$.hostname", "needs a uts namespace, or it would rename the host")),
        spec.problems());
  }

  @Test
  void checksTheFormOfWhatWasBuiltInJava() {
    Process process =
        Process.of(List.of("a\0b", "\ud800"), List.of(), "/").withUser(User.of(-5, 1L << 32));
    assertEquals(
        List.of(
            "$.user.uid: -5 is not within 0 and 4294967295",
            "$.user.gid: 4294967296 is not within 0 and 4294967295",
            "$.args[0]: contains a NUL character",
            "$.args[1]: contains half a surrogate pair"),
        process.problems().stream().map(Problem::toString).toList());
  }

  @Test
  void checksTheProcessOfAnExecByItself() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () -> Process.parse("{\"user\":{\"uid\":0,\"gid\":0},\"args\":[],\"cwd\":\"x\"}"));
    assertEquals(List.of("$.args", "$.cwd"), e.problems().stream().map(Problem::path).toList());
  }

  private static String with(String json, String field, String value) {
    JsonObject root = JsonParser.parseString(json).getAsJsonObject();
    String[] names = field.split("/(?!/)");
    JsonElement parent = root;
    for (int i = 0; i < names.length - 1; i++) {
      parent =
          parent.isJsonArray()
              ? parent.getAsJsonArray().get(Integer.parseInt(names[i]))
              : parent.getAsJsonObject().get(names[i]);
    }
    String last = names[names.length - 1];
    if (value == null) {
      parent.getAsJsonObject().remove(last);
    } else if (parent.isJsonArray()) {
      parent.getAsJsonArray().set(Integer.parseInt(last), JsonParser.parseString(value));
    } else {
      parent.getAsJsonObject().add(last, JsonParser.parseString(value));
    }
    return root.toString();
  }
}
