package dev.davit.ocicommand;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.linux.IoFailure;
import dev.davit.oci.json.Json;
import dev.davit.oci.runtime.Mount;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code mounts add CONTAINER FILE} and {@code mounts remove CONTAINER FILE}, as crun has them: the
 * file has the {@code mounts} of a configuration, as an array or in an object.
 */
final class MountsVerb implements Verb {

  @Override
  public String arguments() {
    return "add|remove CONTAINER FILE";
  }

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    List<String> words = call.options().arguments();
    if (words.size() != 3 || !List.of("add", "remove").contains(words.get(0))) {
      throw new CommandFailure("mounts: add CONTAINER FILE or remove CONTAINER FILE is wanted");
    }
    ContainerId id = Invocation.id(words.subList(1, 2));
    List<Mount> mounts = read(words.get(2));
    if (words.get(0).equals("add")) {
      call.runtime().addMounts(id, mounts);
    } else {
      call.runtime().removeMounts(id, mounts);
    }
    return 0;
  }

  /** The mounts of a file. */
  static List<Mount> read(String file) {
    try {
      JsonElement document =
          JsonParser.parseString(Files.readString(Path.of(file), StandardCharsets.UTF_8));
      JsonElement array =
          document.isJsonObject() ? document.getAsJsonObject().get("mounts") : document;
      if (array == null || !array.isJsonArray()) {
        throw new CommandFailure(file + ": no array of mounts");
      }
      List<Mount> mounts = new ArrayList<>();
      for (JsonElement mount : array.getAsJsonArray()) {
        String name = "mounts[" + mounts.size() + "]";
        mounts.add(Json.parse(Mount.class, name, mount.toString()));
      }
      return mounts;
    } catch (JsonParseException e) {
      throw new CommandFailure(file + ": no JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + IoFailure.reason(e));
    }
  }
}
