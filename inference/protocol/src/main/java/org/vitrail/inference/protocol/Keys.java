package org.vitrail.inference.protocol;

/** The names in Redis that Java needs; {@code common.lua} lists and builds the others. */
final class Keys {
  /** The braces are a hash tag: a cluster keeps all keys with the same tag on one node. */
  static final String QUEUE_TAG = "queue";

  static final String QUEUE_PREFIX = prefix(QUEUE_TAG);

  static final String CHANGED_CHANNEL = QUEUE_PREFIX + "changed";

  /** The stream of dead letters. */
  static final String DEAD = QUEUE_PREFIX + "dead";

  /** What the operator can do for a user that may not use the channel. */
  static final String ALLOW_EVENTS =
      "Give the user the channel: ACL SETUSER <user> &" + CHANGED_CHANNEL;

  /** The same for the channels of workers. */
  static final String ALLOW_PRESENCE =
      "Give the user the channels and the command: ACL SETUSER <user> &"
          + QUEUE_PREFIX
          + "worker:* +pubsub";

  private Keys() {}

  static String prefix(String tag) {
    return "vitrail:{" + tag + "}:";
  }

  /** The channel that a worker listens to while it lives. */
  static String presence(String worker) {
    return QUEUE_PREFIX + "worker:" + worker;
  }

  static String job(String id) {
    return QUEUE_PREFIX + "job:" + id;
  }

  static String stream(String lane) {
    return QUEUE_PREFIX + "lane:" + lane;
  }

  static String open(String lane) {
    return QUEUE_PREFIX + "open:" + lane;
  }

  static String proposals(String lane, String language) {
    return QUEUE_PREFIX + "proposals:" + language + ":" + lane;
  }

  /** Outside the hash tag, because a cluster shall spread images over its nodes. */
  static String image(String jobId, String name) {
    return "vitrail:image:" + jobId + ":" + name;
  }
}
