package dev.davit.nativetest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides by {@link Needs} whether a test can run here. */
final class NeedsCondition implements ExecutionCondition {
  static final boolean REQUIRED = "required".equals(System.getProperty("davit.native"));

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
            .flatMap(needs -> Stream.of(needs.value()))
            .flatMap(need -> need.missing().map(why -> need + ": " + why).stream())
            .toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("everything needed is here");
    }
    String reason = String.join("; ", missing);
    if (REQUIRED) {
      throw new IllegalStateException("davit.native=required, but " + reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
