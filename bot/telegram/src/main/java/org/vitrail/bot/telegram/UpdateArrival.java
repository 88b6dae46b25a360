package org.vitrail.bot.telegram;

import java.util.Optional;
import org.telegram.telegrambots.meta.api.objects.Update;

/**
 * An update as far as this bot reads it.
 *
 * @param id Telegram's number, as it was written
 * @param what it is by the names of its fields, such as {@code message/photo}, for the log
 * @param kind what its message brings besides words and pictures
 */
record UpdateArrival(String id, String what, Update update, Optional<MessageKind> kind) {}
