package dev.davit.linux;

import dev.davit.linux.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips, or refuses to skip, what the machine cannot run. */
final class NeedsCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Needs needs = context.getElement().map(e -> e.getAnnotation(Needs.class)).orElse(null);
    if (needs == null) {
      return ConditionEvaluationResult.enabled("needs nothing");
    }
    for (Needs.Need need : needs.value()) {
      if (!has(need)) {
        if ("required".equals(System.getProperty("davit.native"))) {
          throw new IllegalStateException("missing need: " + need);
        }
        return ConditionEvaluationResult.disabled("needs " + need);
      }
    }
    return ConditionEvaluationResult.enabled("all needs are met");
  }

  private static boolean has(Needs.Need need) {
    try {
      return switch (need) {
        case ROOT -> Processes.capabilities().has(Capability.SYS_ADMIN);
        case GCC -> Files.isExecutable(Path.of("/usr/bin/gcc"));
      };
    } catch (ErrnoException e) {
      return false;
    }
  }
}
