package dev.davit.oci.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field means that is absent though the specification requires it, because other runtimes
 * take it so and documents count on that. It is always written.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Implied {
  /** JSON. */
  String value();
}
