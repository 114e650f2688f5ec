package dev.davit.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.json.Resources;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WithersTest {
  private final Spec full = Spec.parse(Resources.text("runtime/every-field.json"));
  private final Spec other = Spec.parse(Resources.text("runtime/runc-spec.json"));

  @Test
  void changeOnlyTheirOwnComponent() throws ReflectiveOperationException {
    int calls = check(full, other);
    calls += check(full.root().orElseThrow(), other.root().orElseThrow());
    Process process = full.process().orElseThrow();
    calls += check(process, other.process().orElseThrow());
    calls += check(process.user(), User.root());
    calls += check(process.capabilities().orElseThrow(), Capabilities.empty());
    calls += check(other.mounts().get(1), full.mounts().get(1));
    Linux linux = full.linux().orElseThrow();
    calls += check(linux, Linux.empty());
    var resources = linux.resources().orElseThrow();
    calls += check(resources, dev.davit.oci.runtime.Resources.empty());
    calls += check(resources.memory().orElseThrow(), Memory.empty());
    calls += check(resources.cpu().orElseThrow(), Cpu.empty());
    assertTrue(calls > 50, calls + " withers");
  }

  private static int check(Record from, Record onto) throws ReflectiveOperationException {
    int calls = 0;
    for (RecordComponent component : from.getClass().getRecordComponents()) {
      String name = component.getName();
      String wither = "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
      Optional<Method> method =
          Arrays.stream(from.getClass().getMethods())
              .filter(m -> m.getName().equals(wither))
              .findFirst();
      if (method.isPresent()) {
        Object value = component.getAccessor().invoke(from);
        Object given = value instanceof Optional<?> optional ? optional.orElseThrow() : value;
        Object changed = method.get().invoke(onto, given);
        for (RecordComponent c : from.getClass().getRecordComponents()) {
          Record expected = c.getName().equals(name) ? from : onto;
          assertEquals(c.getAccessor().invoke(expected), c.getAccessor().invoke(changed), wither);
        }
        calls++;
      }
    }
    return calls;
  }
}
