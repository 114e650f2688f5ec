package dev.davit.image.snapshot;

import java.nio.file.Path;

class CopyDriverTest extends StorageDriverContract {

  @Override
  StorageDriver driver() {
    return StorageDriver.COPY;
  }

  @Override
  Root open(Snapshot snapshot) {
    return new Root() {
      @Override
      public Path path() {
        return snapshot.upperdir();
      }

      @Override
      public void close() {
        // A directory like any other.
      }
    };
  }
}
