package dev.davit.nativetest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A slow test of what the kernel or another program does, which the version of Java does not touch:
 * {@code ./test} runs it on the oldest Java that it finds, and leaves it out on the others by
 * {@code -DexcludedGroups=one-java}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("one-java")
@interface OnOneJava {}
