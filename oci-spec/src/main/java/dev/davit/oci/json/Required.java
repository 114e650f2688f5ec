package dev.davit.oci.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A boolean or a list that must be present, and is written even when false or empty. Other
 * components need it not: an {@code Optional} may be absent, and a scalar or a record may not.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Required {}
