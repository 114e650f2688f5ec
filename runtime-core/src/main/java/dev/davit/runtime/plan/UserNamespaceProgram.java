package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.SyscallProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is in a user namespace and waits there: a namespace can be made, and its mappings
 * can be read, only by way of a process in it (user_namespaces(7)).
 *
 * @param joins whether it joins one that it is given, rather than making one
 */
public record UserNamespaceProgram(boolean joins) {

  /** The names of the descriptors that the program is given, by number from 3 on. */
  public List<String> descriptors() {
    return joins
        ? List.of(DescriptorNames.REPORT, DescriptorNames.GO, DescriptorNames.namespace("user"))
        : List.of(DescriptorNames.REPORT, DescriptorNames.GO);
  }

  /** The program, with its descriptors by number. */
  public SyscallProgram program() {
    Lowering lowering = new Lowering();
    lowering.add(new SupervisorStep.CloseInherited(3 + descriptors().size()));
    lowering.add(new IdentityStep.ForbidTracing());
    if (joins) {
      lowering.add(new NamespaceStep.Join("user", CloneFlags.CLONE_NEWUSER));
    } else {
      lowering.add(new NamespaceStep.Unshare(CloneFlags.CLONE_NEWUSER));
    }
    lowering.begin("wait");
    Data there =
        Data.struct("there", Lowering.REPORT_SIZE).field(0, 4, "kind", Lowering.REPORT_PID).build();
    lowering.call(FileCalls.write(lowering.descriptor(DescriptorNames.REPORT), there));
    lowering.call(FileCalls.read(lowering.descriptor(DescriptorNames.GO), Data.buffer("byte", 1)));
    lowering.call(ProcessCalls.exitGroup(0));
    lowering.add(new SupervisorStep.ReportFailure());
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < descriptors().size(); i++) {
      numbers.put(descriptors().get(i), 3 + i);
    }
    return lowering.build(SupervisorStep.FAILURE).bind(numbers);
  }
}
