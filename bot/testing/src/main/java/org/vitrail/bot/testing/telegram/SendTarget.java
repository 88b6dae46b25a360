package org.vitrail.bot.testing.telegram;

/** Where one can write: a chat, or a topic of a chat. */
public sealed interface SendTarget permits FakeChat, FakeTopic {
  FakeChat chat();

  /** The topic's message_thread_id; 0 outside of topics. */
  int threadId();
}
