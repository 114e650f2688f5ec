package dev.davit.daemon;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.PullImageRequest;
import dev.davit.daemon.cri.ImageCalls;
import dev.davit.engine.Davit;

/** Pulls images from their registries, with the credentials of the request. */
final class RegistryPull implements ImageCalls.Puller {

  private final Davit davit;

  RegistryPull(Davit davit) {
    this.davit = davit;
  }

  @Override
  public String pull(PullImageRequest request) {
    String name = request.image().orElseThrow().image();
    if (davit.images().list().stream().anyMatch(i -> i.names().contains(name))) {
      return davit.images().find(name).id();
    }
    throw new CriException(Code.UNIMPLEMENTED, name + ": pull: not supported yet: load an archive");
  }
}
