package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.protocol.RedisAddress;

/**
 * The Redis that bots and workers in processes of their own share: that of REDIS_URL, else the one
 * inside a running {@code up} with the same data folder.
 */
final class SharedRedis {
  private SharedRedis() {}

  /**
   * @throws StandaloneException if there is none, or it does not do or keep what jobs need
   */
  static RedisAddress of(Settings settings) {
    RedisAddress address =
        Installation.ownRedis(settings)
            .or(() -> inside(settings.dataFolder()))
            .orElseThrow(
                () ->
                    new StandaloneException(
                        "There is no Redis for bots and workers to share: set REDIS_URL (redis://host:6379), or start ./vitrail up first, whose Redis those with the same data folder share (%s)."
                            .formatted(settings.dataFolder())));
    OwnRedis.at(address, settings.redis().acceptRisk()).require();
    return address;
  }

  private static Optional<RedisAddress> inside(Path dataFolder) {
    if (!DataFolderLock.isTaken(dataFolder)) {
      return Optional.empty();
    }
    try {
      RedisFolder folder = RedisFolder.in(dataFolder);
      OptionalInt port = folder.port();
      return port.isPresent()
          ? Optional.of(RedisAddress.parse(EmbeddedRedis.url(folder.password(), port.getAsInt())))
          : Optional.empty();
    } catch (IOException e) {
      throw new StandaloneException(
          "The Redis in the data folder %s cannot be found: %s"
              .formatted(dataFolder, FileTrouble.of(e).sentence()),
          e);
    }
  }
}
