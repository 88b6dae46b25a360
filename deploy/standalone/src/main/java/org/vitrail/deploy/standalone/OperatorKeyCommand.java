package org.vitrail.deploy.standalone;

import java.util.concurrent.Callable;
import org.vitrail.bot.core.operator.OperatorKey;
import org.vitrail.config.Settings;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.protocol.RedisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import redis.clients.jedis.UnifiedJedis;

/** {@code vitrail operator-key}: a new key for the moderator's page. */
@Command(
    name = "operator-key",
    description = {
      "Makes a new key for the moderator's page and shows it once; the one before opens nothing"
          + " any more.",
      "Stop `up` first, unless REDIS_URL names a Redis of your own."
    })
final class OperatorKeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = Installation.here().settings();
    String key =
        Installation.ownRedis(settings)
            .map(OperatorKeyCommand::renew)
            .orElseGet(() -> onOurOwn(settings));
    spec.commandLine().getOut().println(key);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static String onOurOwn(Settings settings) {
    try (DataFolderLock lock = DataFolderLock.take(settings.dataFolder());
        EmbeddedRedis server = EmbeddedRedis.start(settings.dataFolder())) {
      return renew(RedisAddress.parse(server.url()));
    }
  }

  private static String renew(RedisAddress address) {
    try (UnifiedJedis redis = RedisConnection.open(address)) {
      return new OperatorKey(redis).renew();
    }
  }
}
