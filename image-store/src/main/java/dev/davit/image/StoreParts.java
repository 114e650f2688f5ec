package dev.davit.image;

import dev.davit.image.content.BlobStore;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.journal.Journal;
import dev.davit.image.journal.StoreLock;
import dev.davit.image.layer.LayerStore;

/**
 * What the store is made of.
 *
 * @param layout where everything lies
 * @param lock held while names change
 * @param journal unfinished work
 * @param blobs content by digest
 * @param layers unpacked layers
 */
record StoreParts(
    StoreLayout layout, StoreLock lock, Journal journal, BlobStore blobs, LayerStore layers) {

  static StoreParts of(StoreLayout layout) {
    StoreLock lock = new StoreLock(layout.lock());
    return new StoreParts(
        layout, lock, new Journal(layout, lock), new BlobStore(layout), new LayerStore(layout));
  }
}
