package dev.davit.nativetest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that start containers with limits. */
abstract class WithLimitedRuns {

  LimitedRuns runs;

  @BeforeEach
  void open() {
    runs = LimitedRuns.open();
  }

  @AfterEach
  void close() {
    runs.close();
  }
}
