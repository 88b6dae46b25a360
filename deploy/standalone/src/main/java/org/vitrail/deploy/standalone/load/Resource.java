package org.vitrail.deploy.standalone.load;

import java.util.function.ToLongFunction;

/** What a process and its Redis take, in the order in which it is shown. */
enum Resource {
  HEAP_BYTES("heap bytes", 8 << 20, Resources::heapBytes),
  RESIDENT_BYTES("resident bytes", 64 << 20, Resources::residentBytes),
  THREADS("threads", 4, Resources::threads),
  OPEN_FILES("open files", 16, Resources::openFiles),
  REDIS_KEYS("Redis keys", 500, Resources::redisKeys),
  REDIS_BYTES("Redis bytes", 8 << 20, Resources::redisBytes),
  REDIS_CONNECTIONS("Redis connections", 4, Resources::redisConnections);

  private final String words;
  private final long slack;
  private final ToLongFunction<Resources> amount;

  /**
   * @param slack so much more is never growth: a pool that is used, a table that doubled
   */
  Resource(String words, long slack, ToLongFunction<Resources> amount) {
    this.words = words;
    this.slack = slack;
    this.amount = amount;
  }

  long slack() {
    return slack;
  }

  long of(Resources resources) {
    return amount.applyAsLong(resources);
  }

  /** As it is shown. */
  @Override
  public String toString() {
    return words;
  }
}
