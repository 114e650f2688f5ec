package dev.davit.image.snapshot;

import java.nio.file.Path;

class OverlayDriverTest extends StorageDriverContract {

  @Override
  StorageDriver driver() {
    return StorageDriver.OVERLAY;
  }

  @Override
  Root open(Snapshot snapshot) throws Exception {
    Overlay overlay = new Overlay(snapshot);
    return new Root() {
      @Override
      public Path path() {
        return overlay.path();
      }

      @Override
      public void close() {
        overlay.close();
      }
    };
  }
}
