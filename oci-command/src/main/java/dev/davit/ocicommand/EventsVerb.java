package dev.davit.ocicommand;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.StateException;
import java.time.Duration;
import java.util.Optional;

/** {@code events}: what a container uses, once or again and again, and kills for want of memory. */
final class EventsVerb implements Verb {

  /** As in runc, what is not there is said to be null. */
  private static final Gson JSON = new GsonBuilder().serializeNulls().create();

  @Override
  public OptionTable options() {
    return new OptionTable().values("interval").flags("stats");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    Runtime runtime = call.runtime();
    ContainerId id = call.id();
    if (runtime.state(id) instanceof ContainerState.Stopped) {
      throw new CommandFailure("container with id " + id + " is not running");
    }
    if (call.options().has("stats")) {
      print(
          call, "stats", id, Optional.of(StatsText.of(runtime.stats(id), runtime.cgroupFiles(id))));
      return 0;
    }
    return follow(call, runtime, id, interval(call.options().last("interval").orElse("5s")));
  }

  private static int follow(Invocation call, Runtime runtime, ContainerId id, Duration interval) {
    long kills = runtime.stats(id).oomKills();
    try {
      while (!(runtime.state(id) instanceof ContainerState.Stopped)) {
        CgroupStats stats = runtime.stats(id);
        if (stats.oomKills() > kills) {
          kills = stats.oomKills();
          print(call, "oom", id, Optional.empty());
        }
        print(call, "stats", id, Optional.of(StatsText.of(stats, runtime.cgroupFiles(id))));
        Thread.sleep(interval.toMillis());
      }
    } catch (StateException e) {
      // it has ended, or is gone altogether
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void print(
      Invocation call, String type, ContainerId id, Optional<JsonObject> data) {
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.addProperty("id", id.value());
    data.ifPresent(content -> event.add("data", content));
    call.out().println(JSON.toJson(event));
  }

  private static Duration interval(String text) {
    if (!text.matches("[0-9]{1,6}(ms|s|m|h)") || text.matches("0+(ms|s|m|h)")) {
      throw new CommandFailure(
          "duration interval must be greater than 0, such as 5s or 500ms: " + text);
    }
    long number = Long.parseLong(text.replaceAll("[a-z]", ""));
    return switch (text.replaceAll("[0-9]", "")) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
