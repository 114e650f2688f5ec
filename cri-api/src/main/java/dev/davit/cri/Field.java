package dev.davit.cri;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the name and the type of a record's component do not say about its field in protobuf. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {

  /** Its name in JSON; empty for the component's. */
  String json() default "";

  /** Its name in protobuf; empty for the component's, in words with underscores. */
  String proto() default "";

  /** Its bits, if it is unsigned: 32 or 64. */
  int unsigned() default 0;
}
