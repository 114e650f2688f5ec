package dev.davit.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a test needs of the machine. Where it is missing, the test is skipped by name; with {@code
 * -Ddavit.native=required} it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface Needs {
  /** A need. */
  enum Need {
    /** The privilege to mount. */
    ROOT,
    /** A C compiler and the kernel's headers. */
    GCC
  }

  /** The needs. */
  Need[] value();
}
