package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

class RedisTroubleTest {
  /** As Redis 6.2 and 7.0 write them, without and within a script. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          OOM command not allowed when used memory > 'maxmemory'. | FULL_MEMORY
          OOM command not allowed when used memory > 'maxmemory'. script: a7f3, on @user_script:1. | FULL_MEMORY
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'. | FULL_MEMORY
          MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk. | UNSAVED
          MISCONF Errors writing to the AOF file: No space left on device | UNSAVED
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: -MISCONF Errors writing to the AOF file: No space left on device | UNSAVED
          READONLY You can't write against a read only replica. | READ_ONLY
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica. | READ_ONLY
          LOADING Redis is loading the dataset in memory | LOADING
          LOADING Valkey is loading the dataset in memory | LOADING
          BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE. | BUSY
          TRYAGAIN Multiple keys request during rehashing of slot | BUSY
          MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'. | MASTER_DOWN
          NOREPLICAS Not enough good replicas to write. | FEW_REPLICAS
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: -NOREPLICAS Not enough good replicas to write. | FEW_REPLICAS
          NOPERM this user has no permissions to run the 'config' command or its subcommand | NO_RIGHT
          NOPERM User vitrail has no permissions to access the 'x' channel | NO_RIGHT
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: The user executing the script can't access at least one of the keys mentioned in the command arguments | NO_RIGHT
          ERR The user executing the script can't publish to the channel mentioned in the command script: 4aa7, on @user_script:1. | NO_RIGHT
          ERR ACL failure in script: User vitrail has no permissions to run the 'xadd' command script: 4aa7, on @user_script:1. | NO_RIGHT
          WRONGPASS invalid username-password pair or user is disabled. | WRONG_PASSWORD
          NOAUTH Authentication required. | WRONG_PASSWORD
          NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client | WRONG_PASSWORD
          ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct? | WRONG_PASSWORD
          MOVED 3999 127.0.0.1:6381 | CLUSTER
          CROSSSLOT Keys in request don't hash to the same slot | CLUSTER
          CLUSTERDOWN Hash slot not served | CLUSTER_DOWN
          ERR max number of clients reached | TOO_MANY_CLIENTS
          ERR unknown command `XAUTOCLAIM`, with args beginning with: | UNKNOWN_COMMAND
          ERR unknown command 'EVALSHA', with args beginning with: 'OOM' | UNKNOWN_COMMAND
          ERR Error running script (call to f_a7): @user_script:1: @user_script: 1: Unknown Redis command called from Lua script | UNKNOWN_COMMAND
          WRONGTYPE Operation against a key holding the wrong kind of value | OTHER
          ERR wrong number of arguments for 'set' command | OTHER
          """)
  void an_error_is_known_by_its_word(String line, RedisTrouble trouble) {
    assertThat(RedisTrouble.of(new JedisDataException(line))).isEqualTo(trouble);
  }

  @Test
  void a_server_that_is_away_does_not_answer() {
    assertThat(RedisTrouble.of(new JedisConnectionException("Failed to connect to h:1.")))
        .isEqualTo(RedisTrouble.UNREACHABLE);
    assertThat(
            RedisTrouble.of(
                new JedisException("Could not get a resource", new JedisConnectionException("x"))))
        .isEqualTo(RedisTrouble.UNREACHABLE);
  }

  @Test
  void a_server_that_turns_a_client_away_says_why() {
    assertThat(RedisTrouble.of(new JedisConnectionException("ERR max number of clients reached")))
        .isEqualTo(RedisTrouble.TOO_MANY_CLIENTS);
  }

  @Test
  void a_script_of_the_queue_tells_of_a_full_memory() {
    try (RedisServerProcess server = new RedisServerProcess("--maxmemory", "1").start();
        UnifiedJedis redis = RedisConnection.open(server.url())) {
      JobQueue queue = new JobQueue(redis, QueueSettings.DEFAULT);
      assertThatThrownBy(() -> queue.submit(SampleJobs.job("full")))
          .extracting(RedisTrouble::of)
          .isEqualTo(RedisTrouble.FULL_MEMORY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_says_what_is_wrong_and_what_helps(RedisTrouble trouble) {
    assertThat(trouble.sentence()).matches("Redis [a-z][^.]+\\. \\p{Lu}.+\\.");
    assertThat(trouble.sentence(RedisAddress.parse("redis://:p@h:1")))
        .startsWith("Redis at redis://h:1 ");
    assertThat(trouble.id()).matches("[a-z-]+");
  }
}
